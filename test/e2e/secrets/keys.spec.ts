import { newId } from '#kernel';
import { eventually } from '../../faults/support/eventually.js';
import { newAccount } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, Api, accountWith, expectFields, expectProblem, PASSWORD } from '../support/processes/api.js';
import { type Coffer, describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const ALLOW = { effect: 'allow' };

describeCoffer('keys', (coffer: Coffer) => {
  const rotated = async (answer: Answer): Promise<Answer['body']> => {
    expect({ status: answer.status, at: answer.headers.location }).toEqual({
      status: 202,
      at: `/api/v1/keys/rotations/${answer.body.id}`,
    });
    return eventually(async () => {
      const { body } = await coffer.admin.get(`/keys/rotations/${answer.body.id}`);
      if (body.state === 'running') throw new Error('it runs');
      return body;
    });
  };

  describe('POST /keys/master/rotate', () => {
    refusesStrangers(coffer, 'post', '/keys/master/rotate');

    it('is 403 for a caller who may only read keys, and 404 for one who may not', async () => {
      const reader = await accountWith(coffer.admin, 'key_reader', [
        { ...ALLOW, actions: ['key:read'], resources: ['key:**'] },
        { ...ALLOW, actions: ['key:rotate'], resources: ['key:users/nobody'] },
      ]);
      expectProblem(await reader.post('/keys/master/rotate'), 403, 'forbidden');
      const stranger = await accountWith(coffer.admin, 'key_stranger', [
        { ...ALLOW, actions: ['key:*'], resources: ['key:users/nobody'] },
      ]);
      expectProblem(await stranger.post('/keys/master/rotate'), 404, 'not_found');
      expectProblem(await stranger.get('/keys/master'), 404, 'not_found');
    });

    it.each(['wait=yes', 'wait=', 'wait=TRUE', 'wait=1'])('is refused with %s', async (query) => {
      expectFields(await coffer.admin.post(`/keys/master/rotate?${query}`), 'wait');
    });

    it('answers in the words of system A once every ring is wrapped under the new version [R59, R61, R63]', async () => {
      const secrets = await Promise.all(
        [1, 2, 3].map((n) => keep(coffer.admin, `keys/master-${n}`, { value: `value ${n}` })),
      );
      const answer = await coffer.admin.post('/keys/master/rotate?wait=true');
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 200,
        body: { message: 'Master key rotated successfully' },
      });
      expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([
        'key:rotate allowed',
        'key:rotate succeeded',
      ]);
      const { body } = await coffer.admin.get('/keys/master');
      expect(body).toMatchObject({
        versions: [{ state: 'retiring', references: 0 }, { state: 'active' }],
        rotation: null,
      });
      expect(body.versions[1].references).toBeGreaterThan(0);
      for (const [at, { body: secret }] of secrets.entries()) {
        expect((await coffer.admin.get(`/secrets/${secret.id}/reveal`)).body.value).toBe(`value ${at + 1}`);
      }
    });

    it('is recorded to its end, under the name of the caller [R63]', async () => {
      const done = await rotated(await coffer.admin.post('/keys/master/rotate'));
      const { body } = await coffer.admin.get(`/audit/logs?resource=${done.id}&action=key:complete`);
      const items: Record<string, string>[] = body.items;
      expect(items.map(({ outcome, actor_name, user_agent }) => [outcome, actor_name, user_agent])).toEqual([
        ['succeeded', 'root_admin', 'coffer-rotation'],
        ['allowed', 'root_admin', 'coffer-rotation'],
      ]);
    });
  });

  describe('POST /keys/secrets/rotate', () => {
    refusesStrangers(coffer, 'post', '/keys/secrets/rotate');

    it('seals every secret anew, without an effect on readers', async () => {
      const { body: secret } = await keep(coffer.admin, 'keys/of-the-ring', { value: 'kept' });
      const etag = (await coffer.admin.get(`/secrets/${secret.id}`)).headers.etag ?? '';
      const done = await rotated(await coffer.admin.post('/keys/secrets/rotate'));
      expect(done).toMatchObject({ ring: 'secrets', state: 'done', version: 2, progress: { failed: 0 } });
      expect(done.progress.total).toBeGreaterThan(0);
      expect((await coffer.admin.get(`/secrets/${secret.id}/reveal`)).body.value).toBe('kept');
      const changed = await coffer.admin.patch(`/secrets/${secret.id}`, { description: 'mine' }, { 'if-match': etag });
      expect(changed.status).toBe(200);
    });
  });

  describe('POST /keys/users/{id}/rotate', () => {
    refusesStrangers(coffer, 'post', `/keys/users/${newId()}/rotate`);

    it('is 404 for an unknown account and a deleted one', async () => {
      for (const id of [newId(), 'no-id']) {
        expectProblem(await coffer.admin.post(`/keys/users/${id}/rotate`), 404, 'not_found');
      }
      const { body: user } = await coffer.admin.post('/users', newAccount('keys_gone'));
      expect((await coffer.admin.delete(`/users/${user.id}`)).status).toBe(200);
      expectProblem(await coffer.admin.post(`/keys/users/${user.id}/rotate`), 404, 'not_found');
    });

    it('gives the ring of the account a new version', async () => {
      const { body: user } = await coffer.admin.post('/users', newAccount('keys_kept'));
      const done = await rotated(await coffer.admin.post(`/keys/users/${user.id}/rotate`));
      expect(done).toMatchObject({ ring: `users/${user.id}`, state: 'done', version: 2 });
    });
  });

  describe('GET /keys/rotations/{id}', () => {
    refusesStrangers(coffer, 'get', `/keys/rotations/${newId()}`);

    it('is 404 for an unknown rotation, and for a caller who may not read its key', async () => {
      for (const id of [newId(), 'no-id']) {
        expectProblem(await coffer.admin.get(`/keys/rotations/${id}`), 404, 'not_found');
      }
      const { id } = await rotated(await coffer.admin.post('/keys/secrets/rotate'));
      const other = await accountWith(coffer.admin, 'key_other', [
        { ...ALLOW, actions: ['key:read'], resources: ['key:master'] },
      ]);
      expectProblem(await other.get(`/keys/rotations/${id}`), 404, 'not_found');
      expect((await other.get('/keys/master')).status).toBe(200);
    });
  });

  describe('coffer keys rotate', () => {
    it('rotates the master key beside a running server', async () => {
      const before = (await coffer.admin.get('/keys/master')).body.versions.length;
      const ended = await coffer.site.run(['keys', 'rotate']);
      expect({ code: ended.code, complained: ended.complained }).toEqual({ code: 0, complained: [] });
      expect(ended.told[0]).toBe(`Rotating the master key to version ${before + 1}.`);
      expect(ended.told.at(-1)).toBe('Master key rotated successfully');
      expect((await coffer.admin.get('/keys/master')).body.versions).toHaveLength(before + 1);
    });

    it('leaves the work to the server with --no-wait', async () => {
      const ended = await coffer.site.run(['keys', 'rotate', '--no-wait']);
      expect(ended.code).toBe(0);
      const id = /Rotation (\S+) goes on/.exec(ended.told.at(-1) ?? '')?.[1];
      const { body } = await eventually(async () => {
        const answer = await coffer.admin.get(`/keys/rotations/${id}`);
        if (answer.body.state !== 'done') throw new Error('it runs');
        return answer;
      });
      expect(body).toMatchObject({ ring: 'master', started_by: null });
    });

    it('rotates the master key if no server runs, and refuses if none ever ran', async () => {
      const { body: secret } = await keep(coffer.admin, 'keys/no-server', { value: 'kept' });
      expect(await coffer.server.stop()).toBe(0);
      const ended = await coffer.site.run(['keys', 'rotate']);
      expect({ code: ended.code, last: ended.told.at(-1) }).toEqual({
        code: 0,
        last: 'Master key rotated successfully',
      });
      const api = await Api.of(await coffer.site.start());
      const admin = await api.login('root_admin', PASSWORD);
      expect((await admin.get(`/secrets/${secret.id}/reveal`)).body.value).toBe('kept');
      const { body } = await admin.get('/keys/master');
      expect(body.versions.filter(({ references }: { references: number }) => references > 0)).toHaveLength(1);
      if (coffer.site.pair !== 'embedded') return;
      const elsewhere = await coffer.site.run(['keys', 'rotate'], { DATA_DIR: '/tmp/no-such-place' });
      expect([elsewhere.code, elsewhere.told]).toEqual([1, []]);
      expect(elsewhere.complained[0]).toContain('DATA_DIR holds no store');
    });
  });
});
