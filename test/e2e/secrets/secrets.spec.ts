import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { madeOf, refusalsIn } from '../support/people/raced.js';
import { keep, listed } from '../support/people/secrets.js';
import { expectFields, expectProblem } from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
const LATER = '2099-12-31T23:59:59.000Z';
const KIB_64 = 65_536;

/** A header as curl sends it: UTF-8 bytes, each as one character of a Node string. */
const asSent = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describeCoffer('secrets', (coffer) => {
  const create = (fields: object) => coffer.admin.post('/secrets', { path: 'tried/once', value: 'x', ...fields });

  describe('POST /secrets', () => {
    refusesStrangers(coffer, 'post', '/secrets');

    it('names each field that is missing, wrong, null or unknown, and never repeats a value [R72][R73][R75][R76]', async () => {
      expectFields(await coffer.admin.post('/secrets', {}), 'path', 'value');
      expectFields(await coffer.admin.send('post', '/secrets'), 'path', 'value');
      for (const value of [null, 1, true, ['x'], 'x'.repeat(KIB_64 + 1), 'é'.repeat(KIB_64 / 2 + 1)]) {
        expectFields(await create({ value }), 'value');
      }
      expectFields(await create({ description: 'x'.repeat(1_001) }), 'description');
      expectFields(await create({ description: 5 }), 'description');
      for (const tags of [
        null,
        'x',
        ['Upper'],
        ['a b'],
        ['x'.repeat(65)],
        ['a', 'a'],
        Array.from({ length: 21 }, (_, n) => `t${n}`),
      ]) {
        expectFields(await create({ tags }), 'tags');
      }
      expectFields(await create({ tags: ['a', 1] }), 'tags[1]');
      for (const expires_at of [
        'tomorrow',
        '2020-01-01T00:00:00Z',
        '2099-02-30T00:00:00Z',
        '2099-01-01',
        4_070_908_800,
      ]) {
        expectFields(await create({ expires_at }), 'expires_at');
      }
      expectFields(await create({ ownerId: 'x', roles: [], version: 3 }), 'ownerId', 'roles', 'version');
      const secret = 'canary-of-a-value';
      expect((await create({ path: `${secret}/`, value: [secret] })).text).not.toContain(secret);
    });

    it('accepts only paths of levels', async () => {
      const wrong = [
        '',
        '/',
        '/a',
        'a/',
        'a//b',
        'A//B',
        'a b',
        'ä',
        'a/../b',
        './a',
        '..',
        'a\\b',
        'a%2fb',
        'a*',
        'a\u0000b',
        'a\n',
      ];
      for (const path of [...wrong, 'x'.repeat(257), null, 7]) expectFields(await create({ path }), 'path');
    });

    it('keeps every field unchanged up to its bounds', async () => {
      const fields = {
        path: `${'l/'.repeat(126)}...x`,
        value: '\u{1F511} "quoted" \\ \u0000 \n'.repeat(10).padEnd(KIB_64 - 40, 'x'),
        description: '\u{1F5DD}'.repeat(1_000),
        owner: '\u{1F9D1}'.repeat(128),
        tags: Array.from({ length: 20 }, (_, index) => `tag:${index}`.padEnd(64, '.')),
        expires_at: '2099-12-31T23:59:59.5+01:00',
      };
      const made = await create(fields);
      expect(made.status).toBe(201);
      const me = (await coffer.admin.get('/auth/me')).body.id;
      expect(made.body).toEqual({
        id: expect.any(String),
        path: fields.path,
        description: fields.description,
        owner: fields.owner,
        tags: fields.tags,
        value: null,
        masked: true,
        version: 1,
        versions_kept: 1,
        state: 'live',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updated_at: made.body.created_at,
        expires_at: '2099-12-31T22:59:59.500Z',
        created_by: me,
      });
      expect(made.headers).toMatchObject({ location: `/api/v1/secrets/${made.body.id}`, etag: '"1"' });
      expect((await coffer.admin.get(`/secrets/${made.body.id}/reveal`)).body.value).toBe(fields.value);
    });

    it('keeps an empty value', async () => {
      const { body } = must(await create({ path: 'tried/empty', value: '' }));
      expect(body).toMatchObject({ value: null, masked: true, version: 1 });
      expect((await coffer.admin.get(`/secrets/${body.id}/reveal`)).body.value).toBe('');
    });

    it('accepts null for optional fields', async () => {
      const made = await create({ path: 'tried/null', description: null, expires_at: null });
      expect(made.body).toMatchObject({ description: null, expires_at: null, tags: [] });
    });

    it('creates one secret for 20 simultaneous requests at a path', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => create({ path: 'tried/race', value: `${n}` })),
      );
      expect(refusalsIn(answers)).toEqual(['409 path_taken']);
      const made = await madeOf(coffer.admin, answers);
      const { id } = must(await coffer.admin.get('/secrets/by-path?path=tried/race')).body;
      const { value } = must(await coffer.admin.get(`/secrets/${id}/reveal`)).body;
      expect(made.map((isMade, n) => (isMade ? `${n}` : ''))).toEqual(
        made.map((_, n) => (`${n}` === value ? value : '')),
      );
    });
  });

  describe('GET /secrets/{id}', () => {
    refusesStrangers(coffer, 'get', `/secrets/${NOWHERE}`);

    it('is 404 for an invalid id and for an unknown one', async () => {
      for (const id of ['x', NOWHERE, '1', '__proto__', '%2e%2e']) {
        expectProblem(await coffer.admin.get(`/secrets/${id}`), 404, 'not_found');
      }
    });

    it('shows it masked, with its ETag', async () => {
      const made = await keep(coffer.admin, 'shown/one', { value: 'x'.repeat(1_000) });
      const shown = await coffer.admin.get(`/secrets/${made.body.id}`);
      expect(shown.body).toEqual(made.body);
      expect(shown.headers.etag).toBe('"1"');
      expectFields(await coffer.admin.get(`/secrets/${made.body.id}?reveal=true`), 'reveal');
    });
  });

  describe('GET /secrets/by-path', () => {
    refusesStrangers(coffer, 'get', '/secrets/by-path?path=a');

    it('finds exactly the whole path', async () => {
      const made = await keep(coffer.admin, 'found/by/path');
      expect((await coffer.admin.get('/secrets/by-path?path=found/by/path')).body).toEqual(made.body);
      expectProblem(await coffer.admin.get('/secrets/by-path?path=found/by'), 404, 'not_found');
      expectFields(await coffer.admin.get('/secrets/by-path'), 'path');
      expectFields(await coffer.admin.get('/secrets/by-path?path='), 'path');
    });
  });

  describe('PATCH /secrets/{id}', () => {
    refusesStrangers(coffer, 'patch', `/secrets/${NOWHERE}`);

    it('never changes the path or the value, and names each wrong field', async () => {
      const { body } = await keep(coffer.admin, 'patched/refused');
      const patch = (fields: object) => coffer.admin.patch(`/secrets/${body.id}`, fields);
      expectFields(await patch({ path: 'other', value: 'x', state: 'live' }), 'path', 'value', 'state');
      expectFields(await patch({ tags: null }), 'tags');
      for (const owner of ['', 'a'.repeat(129), 7, ['a']]) expectFields(await patch({ owner }), 'owner');
      expectFields(await patch({ expires_at: '2020-01-01T00:00:00Z' }), 'expires_at');
    });

    it('changes only the given fields, clears a field with null, and is 412 after another change', async () => {
      const { body } = await keep(coffer.admin, 'patched/one', { description: 'd', tags: ['a'], expires_at: LATER });
      const path = `/secrets/${body.id}`;
      const first = await coffer.admin.patch(path, { tags: ['b', 'c'] }, { 'if-match': '"1"' });
      expect(first.body).toMatchObject({ description: 'd', tags: ['b', 'c'], expires_at: LATER, version: 1 });
      expect(first.headers.etag).toBe('"2"');
      expectProblem(await coffer.admin.patch(path, { tags: [] }, { 'if-match': '"1"' }), 412, 'precondition_failed');
      const second = await coffer.admin.patch(path, { description: null, expires_at: null });
      expect(second.body).toMatchObject({ description: null, tags: ['b', 'c'], expires_at: null });
      for (const etag of ['1', 'w/"3"', '"1" "2"']) {
        expectFields(await coffer.admin.patch(path, { tags: [] }, { 'if-match': etag }), 'If-Match');
      }
    });
  });

  describe('GET /secrets/{id}/reveal', () => {
    refusesStrangers(coffer, 'get', `/secrets/${NOWHERE}/reveal`);

    it('forbids caches to store it, and keeps the reason in the audit', async () => {
      const { body } = await keep(coffer.admin, 'revealed/one', { value: 'the value' });
      const answer = await coffer.admin.get(`/secrets/${body.id}/reveal`, {
        'x-access-reason': asSent('Incident 4711 – größer'),
      });
      expect(answer.body).toEqual({
        id: body.id,
        path: 'revealed/one',
        version: 1,
        value: 'the value',
        format: 'text',
      });
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers.etag).toBeUndefined();
      const { items } = (await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(answer)}`)).body;
      expect(items).toMatchObject([
        {
          action: 'secret:reveal',
          outcome: 'succeeded',
          resource_id: body.id,
          access_reason: 'Incident 4711 – größer',
        },
      ]);
    });

    it('is 410 for every version after expiry, until a rotation sets expires_at anew', async () => {
      const { body } = await keep(coffer.admin, 'revealed/expiring');
      const path = `/secrets/${body.id}`;
      let [soon, aheadMs] = ['', 250];
      // A busy machine may take longer than this to answer: then the time has passed already, and the change is refused.
      await eventually(async () => {
        aheadMs *= 2;
        soon = new Date(Date.now() + aheadMs).toISOString();
        must(await coffer.admin.patch(path, { expires_at: soon }));
      });
      const expired = await eventually(async () => {
        const answer = await coffer.admin.get(`${path}/reveal`);
        expectProblem(answer, 410, 'secret_expired');
        return answer;
      });
      expect(await recordsOf(coffer.admin, requestIdOf(expired))).toEqual(['secret:reveal failed']);
      expectProblem(await coffer.admin.get(`${path}/reveal?version=1`), 410, 'secret_expired');
      expect((await coffer.admin.get(path)).body.expires_at).toBe(soon);
      const refused = await coffer.admin.put(`${path}/rotate`, { value: 'anew' });
      expectProblem(refused, 410, 'secret_expired');
      expect(refused.body.detail).toContain('expires_at');
      expectFields(await coffer.admin.put(`${path}/rotate`, { value: 'anew', expires_at: soon }), 'expires_at');
      const rotated = must(await coffer.admin.put(`${path}/rotate`, { value: 'anew', expires_at: LATER }));
      expect(rotated.body).toMatchObject({ version: 2, expires_at: LATER });
      expect((await coffer.admin.get(`${path}/reveal`)).body.value).toBe('anew');
    });

    it('names an invalid version', async () => {
      const { body } = await keep(coffer.admin, 'revealed/version');
      for (const version of ['0', '-1', 'one', '1.0', '', '1e3']) {
        expectFields(await coffer.admin.get(`/secrets/${body.id}/reveal?version=${version}`), 'version');
      }
      expectProblem(await coffer.admin.get(`/secrets/${body.id}/reveal?version=2`), 404, 'not_found');
    });
  });

  describe('DELETE /secrets/{id} and POST /secrets/{id}/restore', () => {
    refusesStrangers(coffer, 'delete', `/secrets/${NOWHERE}`);
    refusesStrangers(coffer, 'post', `/secrets/${NOWHERE}/restore`);

    it('hides it everywhere except in the list of deleted secrets, and frees the path at once', async () => {
      const made = await keep(coffer.admin, 'deleted/one', { value: 'first' });
      const path = `/secrets/${made.body.id}`;
      expectProblem(await coffer.admin.delete(path, { 'if-match': '"7"' }), 412, 'precondition_failed');
      expect((await coffer.admin.delete(path, { 'if-match': '"1"' })).status).toBe(204);
      for (const answer of [
        await coffer.admin.get(path),
        await coffer.admin.get('/secrets/by-path?path=deleted/one'),
        await coffer.admin.get(`${path}/reveal`),
        await coffer.admin.get(`${path}/versions`),
        await coffer.admin.put(`${path}/rotate`, { value: 'x' }),
        await coffer.admin.patch(path, { tags: [] }),
        await coffer.admin.delete(path),
        await coffer.admin.delete(`${path}/versions/1`),
      ]) {
        expectProblem(answer, 404, 'not_found');
      }
      expect((await listed(coffer.admin, 'prefix=deleted/')).paths).toEqual([]);
      const gone = (await coffer.admin.get('/secrets?state=deleted&prefix=deleted/')).body.items;
      expect(gone).toMatchObject([{ id: made.body.id, path: 'deleted/one', state: 'deleted', value: null }]);

      const second = await keep(coffer.admin, 'deleted/one', { value: 'second' });
      expectProblem(await coffer.admin.post(`${path}/restore`), 409, 'path_taken');
      must(await coffer.admin.delete(`/secrets/${second.body.id}`));
      const back = await coffer.admin.post(`${path}/restore`);
      expect(back.body).toMatchObject({ id: made.body.id, state: 'live', version: 1 });
      expect((await coffer.admin.get(`${path}/reveal`)).body.value).toBe('first');
      expect((await coffer.admin.post(`${path}/restore`)).status).toBe(200);
    });

    it('is 404 to restore an absent secret', async () => {
      for (const id of ['x', NOWHERE]) {
        expectProblem(await coffer.admin.post(`/secrets/${id}/restore`), 404, 'not_found');
      }
    });
  });
});
