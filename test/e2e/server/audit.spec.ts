import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Api, accountWith, type Body, expectFields, expectProblem, sendRaw } from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const LISTS_ELSEWHERE = { effect: 'allow', actions: ['secret:list'], resources: ['secret:dev/**'] };
const NEW_SECRET = { path: 'prod/again', value: 'never kept' };
const NEW_USER = { username: 'clara', email: 'clara@example.org', password: 'Walnut-Ferry-58-Cobalt' };

describeCoffer('the audit', (coffer) => {
  let ann: Api;
  let annId: string;
  let secretId: string;
  /** Holds no permission that a test uses. */
  let eve: Api;

  beforeAll(async () => {
    ann = await accountWith(coffer.admin, 'ann', [
      { effect: 'allow', actions: ['secret:*'], resources: ['secret:prod/**'] },
    ]);
    annId = (await ann.get('/auth/me')).body.id;
    secretId = (await keep(ann, 'prod/one')).body.id;
    await ann.get(`/secrets/${secretId}/reveal`, { 'x-access-reason': '=cmd()|"quoted"' });
    await ann.get('/users');
    eve = await accountWith(coffer.admin, 'eve', [LISTS_ELSEWHERE]);
  });

  const query = async (parameters: string): Promise<Body[]> =>
    (await coffer.admin.get(`/audit/logs?${parameters}`)).body.items;
  const whole = async (parameters: string): Promise<Body[]> => {
    const items: Body[] = [];
    let cursor = '';
    do {
      const { body } = await coffer.admin.get(`/audit/logs?limit=200&${parameters}${cursor}`);
      items.push(...body.items);
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor);
    return items;
  };

  describe('GET /audit/logs', () => {
    refusesStrangers(coffer, 'get', '/audit/logs');

    it('is refused without audit:read, and the refusal is recorded', async () => {
      const answer = await ann.get('/audit/logs');
      expectProblem(answer, 403, 'forbidden');
      expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['audit:read denied']);
    });

    it('names each wrong filter', async () => {
      for (const [field, value] of [
        ['actor', 'ann'],
        ['action', 'secret:peek'],
        ['outcome', 'maybe'],
        ['ip', '10.0.0.0/8'],
        ['from', 'yesterday'],
        ['to', '2026-13-01T00:00:00Z'],
        ['request_id', 'x'],
        ['decision_id', 'x'],
        ['credential', 'x'],
        ['resource', 'prod/one/'],
        ['resource', 'prod/**'],
        ['limit', '1000'],
        ['cursor', 'x'],
        ['who', 'x'],
      ]) {
        expectFields(await coffer.admin.get(`/audit/logs?${field}=${value}`), field as string);
      }
    });

    it('shows who, what, when, from where and the outcome of each record', async () => {
      const [record] = await query(`actor=${annId}&action=secret:reveal`);
      expect(record).toEqual({
        seq: expect.any(Number),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        actor_id: annId,
        actor_name: 'ann',
        action: 'secret:reveal',
        resource_type: 'secret',
        resource_id: secretId,
        resource_name: 'prod/one',
        version: 1,
        outcome: 'succeeded',
        changes: null,
        ip: '127.0.0.1',
        user_agent: null,
        request_id: expect.any(String),
        decision_id: null,
        credential_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        model_revision: expect.any(Number),
        access_reason: '=cmd()|"quoted"',
        decision_reason: null,
        repeats: null,
        repeats_first: null,
        repeats_last: null,
        included: expect.anything(),
      });
    });

    it('finds the records of a secret by its path, of every secret that was there, and of every attempt', async () => {
      const first = (await keep(ann, 'prod/again')).body.id;
      must(await ann.delete(`/secrets/${first}`));
      const second = (await keep(ann, 'prod/again')).body.id;
      must(await ann.get(`/secrets/${second}/reveal`));
      expectProblem(await eve.post('/secrets', NEW_SECRET), 403, 'forbidden');
      const records = await query('resource=prod/again&limit=200');
      expect(records.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
        'secret:write denied',
        'secret:reveal succeeded',
        ...['secret:write', 'secret:delete', 'secret:write'].flatMap((action) => [
          `${action} succeeded`,
          `${action} allowed`,
        ]),
      ]);
      expect(new Set(records.map(({ resource_id }) => resource_id))).toEqual(new Set([null, second, first]));
      expect(new Set(records.map(({ resource_name }) => resource_name))).toEqual(new Set(['prod/again']));
    });

    it('finds a refusal by the id of its decision', async () => {
      const { body } = await eve.get('/users');
      const [record, ...others] = await query(`decision_id=${body.decision_id}`);
      expect(record).toMatchObject({ action: 'user:list', outcome: 'denied', decision_id: body.decision_id });
      expect(others).toEqual([]);
    });

    it('refuses a range of times that ends before it begins', async () => {
      const range = 'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z';
      expectFields(await coffer.admin.get(`/audit/logs?${range}`), 'from');
      expectFields(await coffer.admin.get(`/audit/logs/export?${range}`), 'from');
    });

    it('says which roles an account got and lost, and what of a role and a policy changed', async () => {
      const clerk = must(await coffer.admin.post('/users', { ...NEW_USER, roles: ['member'] })).body.id;
      must(await coffer.admin.put(`/users/${clerk}`, { roles: ['auditor', 'member'] }));
      const [edited] = await query(`resource=${clerk}&action=user:write&outcome=succeeded`);
      expect(edited).toMatchObject({ resource_name: 'clara', actor_name: expect.any(String) });
      expect(edited?.changes).toEqual([
        { field: 'roles', before: ['member'], after: ['auditor', 'member'], omitted: 0 },
      ]);
      must(await coffer.admin.delete(`/users/${clerk}`));
      const [gone] = await query(`resource=${clerk}&action=user:write&outcome=succeeded`);
      expect(gone?.resource_name).toBeNull();
      const policy = { name: 'clerks', description: '', statements: [LISTS_ELSEWHERE] };
      must(await coffer.admin.post('/policies', policy));
      must(await coffer.admin.post('/roles', { name: 'clerks', description: '', policies: ['clerks'] }));
      const [role] = await query('resource=clerks&action=role:write&outcome=succeeded');
      expect(role?.changes).toEqual([{ field: 'policies', before: [], after: ['clerks'], omitted: 0 }]);
    });

    it('filters by each field, and by all of them together', async () => {
      const actions = async (parameters: string) => (await query(parameters)).map(({ action }) => action);
      expect(new Set((await query(`actor=${annId}`)).map(({ actor_name }) => actor_name))).toEqual(new Set(['ann']));
      expect(await actions(`actor=${annId}&outcome=denied`)).toEqual(['audit:read', 'user:list']);
      expect(await actions(`resource=${secretId}`)).toEqual(['secret:reveal', 'secret:write', 'secret:write']);
      expect(await actions(`resource=${secretId}&outcome=allowed`)).toEqual(['secret:write']);
      expect(await actions('ip=10.0.0.1')).toEqual([]);
      expect(await actions(`resource=${secretId}&ip=127.0.0.1&action=secret:reveal`)).toEqual(['secret:reveal']);
      const [{ at } = {}] = await query(`resource=${secretId}&action=secret:reveal`);
      expect(await actions(`resource=${secretId}&from=${at}`)).toEqual(['secret:reveal']);
      expect(await actions(`resource=${secretId}&to=${at}&action=secret:reveal`)).toEqual([]);
      expect(await actions('from=2099-01-01T00:00:00Z')).toEqual([]);
    });

    it('pages from the newest to the first record without a gap, and refuses its cursor for another query', async () => {
      const items = await whole('');
      const newest = items[0]?.seq as number;
      expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
      const { next_cursor } = (await coffer.admin.get('/audit/logs?limit=1')).body;
      expectFields(await coffer.admin.get(`/audit/logs?outcome=denied&cursor=${next_cursor}`), 'cursor');
    });

    it('is all that the role auditor needs to find who could do what, and nothing more is open to it', async () => {
      const given = { username: 'otto', email: 'otto@example.org', roles: ['auditor'], password: NEW_USER.password };
      must(await coffer.admin.post('/users', { ...given, password_change_required: false }));
      const otto = await coffer.admin.login('otto', NEW_USER.password);
      const paths = [
        '/audit/logs',
        '/users',
        `/users/${annId}`,
        '/roles',
        '/policies',
        '/secrets',
        `/secrets/${secretId}`,
      ];
      for (const path of [...paths, '/secrets/by-path?path=prod/one']) must(await otto.get(path));
      expectProblem(await otto.get(`/secrets/${secretId}/reveal`), 403, 'forbidden');
      expectProblem(await otto.post('/secrets', NEW_SECRET), 403, 'forbidden');
      expectProblem(await otto.put(`/users/${annId}`, { roles: ['administrator'] }), 403, 'forbidden');
    });

    it('ties each intent to its outcome', async () => {
      const byRequest = Map.groupBy(await whole('outcome=allowed'), ({ request_id }) => request_id);
      for (const request of [...byRequest.keys()].slice(0, 20)) {
        const [asked, ended] = (await query(`request_id=${request}`)).reverse();
        expect(asked).toMatchObject({ outcome: 'allowed' });
        expect(ended).toMatchObject({ outcome: 'succeeded', action: asked?.action, resource_id: asked?.resource_id });
      }
    });
  });

  describe('GET /audit/logs/export', () => {
    refusesStrangers(coffer, 'get', '/audit/logs/export');

    const exported = async (format: string) => {
      const path = `/api/v1/audit/logs/export?format=${format}`;
      return sendRaw(coffer.server.url, 'GET', path, { authorization: `Bearer ${coffer.admin.token}` });
    };

    it('is refused without audit:read, and names each wrong parameter', async () => {
      expectProblem(await ann.get('/audit/logs/export'), 403, 'forbidden');
      for (const [field, value] of [
        ['format', 'xml'],
        ['from', 'yesterday'],
        ['to', '2026-13-01T00:00:00Z'],
        ['from_seq', '0'],
        ['from_seq', '1e3'],
        ['to_seq', '-1'],
        ['actor', 'ann'],
        ['resource', 'prod/**'],
        ['bom', 'yes'],
        ['bom', 'true'],
        ['limit', '10'],
      ]) {
        expectFields(await coffer.admin.get(`/audit/logs/export?${field}=${value}`), field as string);
      }
    });

    it.each(['ndjson', 'csv'])('goes on after a number, and keeps to a time, as %s', async (format) => {
      const seqsOf = async (parameters: string) =>
        (await exported(`${format}&${parameters}`)).text
          .trimEnd()
          .split(/\r?\n/)
          .filter((line) => /\d/.test(line))
          .map((line) => Number(/\d+/.exec(line)?.[0]));
      const [third, fourth] = (await whole('')).reverse().slice(2, 4);
      expect((await seqsOf('from_seq=3')).slice(0, 3)).toEqual([3, 4, 5]);
      expect(await seqsOf('from_seq=3&to_seq=5')).toEqual([3, 4, 5]);
      expectFields(await coffer.admin.get('/audit/logs/export?from_seq=3&to_seq=2'), 'to_seq');
      expect((await seqsOf(`to=${fourth?.at}&from_seq=2`)).every((seq) => seq < 4 && seq > 1)).toBe(true);
      expect(Math.min(...(await seqsOf(`from=${third?.at}`)))).toBeLessThanOrEqual(3);
      expect(await seqsOf('from=2099-01-01T00:00:00Z')).toEqual([]);
      expect(await seqsOf('from_seq=999999999')).toEqual([]);
    });

    it('returns every record as a JSON line, oldest first, as the query shows it', async () => {
      const { text } = await exported('ndjson');
      const lines: Body[] = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
      // An export may be read far later: whether something is covered is no part of a record.
      const shown = (await whole('')).reverse().map(({ included: _, ...record }) => record);
      expect(shown.slice(0, lines.length)).toEqual(lines);
    });

    it('returns the same records as CSV, without a formula in any cell', async () => {
      const { text } = await exported('csv');
      const [header, ...lines] = text.trimEnd().split(/\r?\n/);
      expect(header).toBe(
        'seq,at,actor_id,actor_name,action,resource_type,resource_id,resource_name,version,outcome,changes,ip,user_agent,request_id,decision_id,credential_id,model_revision,access_reason,decision_reason,repeats,repeats_first,repeats_last,damage',
      );
      expect(lines.length).toBeGreaterThan(20);
      expect(text).toContain(`"'=cmd()|""quoted"""`);
      expect(text).not.toContain(',=');
    });

    it('takes every filter of the query', async () => {
      const seqs = (text: string) => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).seq]));
      for (const filter of [
        'resource=prod/one',
        `actor=${annId}&outcome=denied`,
        'action=user:write&outcome=succeeded',
      ]) {
        const { text } = await exported(`ndjson&${filter}`);
        expect(seqs(text)).toEqual((await whole(filter)).map(({ seq }) => seq).reverse());
      }
      expect((await exported('ndjson&resource=prod/none')).text).toBe('');
    });

    it('begins with a byte order mark on request, so that Excel reads it as UTF-8', async () => {
      const bytes = async (parameters: string) => (await exported(parameters)).text.charCodeAt(0);
      expect(await bytes('csv&bom=true&from_seq=1')).toBe(0xfeff);
      expect(await bytes('csv&from_seq=1')).toBe('s'.charCodeAt(0));
    });

    it('declares the streamed content type', async () => {
      const { headers } = await coffer.admin.get('/audit/logs/export');
      expect(headers['content-type']).toBe('application/x-ndjson');
      expect(headers['content-disposition']).toBe('attachment; filename="audit.ndjson"');
      expect((await coffer.admin.get('/audit/logs/export?format=csv')).headers['content-type']).toMatch(/^text\/csv/);
    });
  });
});
