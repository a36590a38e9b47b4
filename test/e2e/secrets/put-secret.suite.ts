import { randomBytes } from 'node:crypto';
import { must } from '../support/people/accounts.js';
import { madeOf, refusalsIn } from '../support/people/raced.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, type Api, accountWith, expectFields, expectProblem } from '../support/processes/api.js';
import { type Coffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const AT_ONCE = 20;
/** Versions of a secret that are kept. */
const KEPT = 10;
const at = (path: string) => `/secrets/by-path?path=${path}`;
const only = (action: string) => [{ effect: 'allow', actions: [action], resources: ['secret:put/**'] }];

export const putSecret = (coffer: Coffer): void =>
  describe('PUT /secrets/by-path', () => {
    const put = (path: string, fields: object = {}, headers: Record<string, string> = {}, api = coffer.admin) =>
      api.put(at(path), { value: 'put', ...fields }, headers);
    const reveal = async ({ body }: Answer, version = body.version) =>
      must(await coffer.admin.get(`/secrets/${body.id}/reveal?version=${version}`)).body.value;

    refusesStrangers(coffer, 'put', at('put/stranger'));

    it('names each parameter and field that is missing, wrong or unknown', async () => {
      expectFields(await coffer.admin.put('/secrets/by-path', { value: 'x' }), 'path');
      expectFields(await put('Upper/'), 'path');
      expectFields(await coffer.admin.put(at('put/fields'), {}), 'value');
      expectFields(
        await put('put/fields', { value: null, tags: ['A'], expires_at: '2020-01-01T00:00:00Z' }),
        'value',
        'tags',
      );
      expectFields(await put('put/fields', { expires_at: '2020-01-01T00:00:00Z' }), 'expires_at');
      expectFields(await put('put/fields', { path: 'put/fields' }), 'path');
      expectFields(await put('put/fields', {}, { 'if-none-match': '"1"' }), 'If-None-Match');
      expectFields(await put('put/fields', {}, { 'if-match': 'x' }), 'If-Match');
      expectProblem(await coffer.admin.get(at('put/fields')), 404, 'not_found');
    });

    it('creates the secret with 201, then rotates it with 200 and changes what is given', async () => {
      const made = await put('put/twice', { value: 'one', description: 'd', tags: ['t'] });
      expect([made.status, made.headers.location, made.headers.etag]).toEqual([
        201,
        `/api/v1/secrets/${made.body.id}`,
        '"1"',
      ]);
      expect(made.body).toMatchObject({ path: 'put/twice', value: null, version: 1, description: 'd', tags: ['t'] });
      const again = await put('put/twice', { value: '', owner: 'Payments' });
      expect([again.status, again.headers.location, again.headers.etag]).toEqual([200, undefined, '"2"']);
      expect(again.body).toMatchObject({
        id: made.body.id,
        version: 2,
        description: 'd',
        tags: ['t'],
        owner: 'Payments',
      });
      expect([await reveal(again, 1), await reveal(again, 2)]).toEqual(['one', '']);
      expect(await recordsOf(coffer.admin, requestIdOf(made))).toEqual([
        'secret:write allowed',
        'secret:write succeeded',
      ]);
      expect(await recordsOf(coffer.admin, requestIdOf(again))).toEqual([
        'secret:rotate allowed',
        'secret:rotate succeeded',
      ]);
    });

    it('needs the permission of what it does, and shows a caller without either nothing [R45]', async () => {
      await keep(coffer.admin, 'put/taken');
      const [writer, rotator, reader] = await Promise.all(
        ['write', 'rotate', 'read'].map((verb) => accountWith(coffer.admin, `put_${verb}`, only(`secret:${verb}`))),
      );
      const status = async (path: string, api?: Api) => (await put(path, {}, {}, api)).status;
      expect([await status('put/free-1', writer), await status('put/taken', writer)]).toEqual([201, 403]);
      expect([await status('put/free-2', rotator), await status('put/taken', rotator)]).toEqual([403, 200]);
      expect(await status('other/free', rotator)).toBe(403);
      expectProblem(await put('put/taken', { tags: [] }, {}, rotator), 403, 'forbidden');
      const told = await Promise.all(
        ['put/free-3', 'put/taken'].map(async (path) => {
          const answer = await put(path, {}, {}, reader);
          const { status: code, body } = answer;
          return { code, detail: body.detail, records: await recordsOf(coffer.admin, requestIdOf(answer)) };
        }),
      );
      expect(told[0]).toMatchObject({ code: 403, records: ['secret:write denied'] });
      expect(told[0]).toEqual(told[1]);
    });

    it('holds If-Match and If-None-Match: *', async () => {
      const [mustExist, mustBeNew] = [{ 'if-match': '*' }, { 'if-none-match': '*' }];
      expectProblem(await put('put/held', {}, mustExist), 412, 'precondition_failed');
      expectProblem(await put('put/held', {}, { 'if-match': '"1"' }), 412, 'precondition_failed');
      expect((await put('put/held', {}, mustBeNew)).status).toBe(201);
      expectProblem(await put('put/held', {}, mustBeNew), 412, 'precondition_failed');
      expect((await put('put/held', {}, mustExist)).headers.etag).toBe('"2"');
      expectProblem(await put('put/held', {}, { 'if-match': '"1"' }), 412, 'precondition_failed');
      expect((await put('put/held', {}, { 'if-match': '"2"' })).headers.etag).toBe('"3"');
    });

    it('repeats nothing under an Idempotency-Key, neither a creation nor a rotation [R88]', async () => {
      for (const status of [201, 200]) {
        const once = { 'idempotency-key': randomBytes(9).toString('hex') };
        const all = await Promise.all(
          Array.from({ length: AT_ONCE }, () => put('put/once', { value: `${status}` }, once)),
        );
        expect(all.map((answer) => answer.status)).toEqual(all.map(() => status));
        expect(new Set(all.map(({ text }) => text)).size).toBe(1);
        expect(await reveal(all[0] as Answer)).toBe(`${status}`);
        expectProblem(await put('put/once', { value: 'other' }, once), 422, 'idempotency_key_reused');
      }
      expect((await coffer.admin.get(at('put/once'))).body.version).toBe(2);
    });

    it('loses none of many at once at a free path: one creates, the others rotate', async () => {
      const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => put('put/race', { value: `${n}` })));
      expect(refusalsIn(all)).toEqual([]);
      const made = await madeOf(coffer.admin, all);
      const { version } = must(await coffer.admin.get(at('put/race'))).body;
      expect(version).toBe(made.filter(Boolean).length);
      const won = all.filter(({ status }) => status < 300);
      const versions = won.map(({ body }) => body.version);
      expect(new Set(versions).size).toBe(won.length);
      for (const { status, body } of won) expect(status).toBe(body.version === 1 ? 201 : 200);
      for (const answer of won.filter(({ body }) => body.version > version - KEPT)) {
        expect(await reveal(answer)).toBe(`${all.indexOf(answer)}`);
      }
    });

    it('never answers 500 or loses the last value while the secret is deleted again and again', async () => {
      await put('put/deleted');
      const puts = Array.from({ length: AT_ONCE }, (_, n) => put('put/deleted', { value: `${n}` }));
      const deletions = Array.from({ length: 5 }, async () => {
        const found = await coffer.admin.get(at('put/deleted'));
        return found.status === 200 ? coffer.admin.delete(`/secrets/${found.body.id}`) : found;
      });
      const [answers, deleted] = await Promise.all([Promise.all(puts), Promise.all(deletions)]);
      expect(refusalsIn(answers).filter((refusal) => refusal !== '409 conflict')).toEqual([]);
      expect(refusalsIn(deleted).filter((refusal) => !/^4/.test(refusal))).toEqual([]);
      await madeOf(coffer.admin, [...answers, ...deleted]);
      const last = must(await put('put/deleted', { value: 'last' }, { 'idempotency-key': 'last' }));
      expect(await reveal(last)).toBe('last');
    });
  });
