import { makePolicy, must } from '../support/people/accounts.js';
import { keep, listed } from '../support/people/secrets.js';
import {
  type Answer,
  type Api,
  accountWith,
  type Body,
  expectFields,
  expectProblem,
} from '../support/processes/api.js';
import { type Coffer, requestIdOf } from '../support/processes/coffer.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';

/** The answer without the ids that differ each time. */
function told({ status, body, headers }: Answer): unknown {
  const { request_id, decision_id, ...rest } = body;
  expect([request_id, decision_id]).toEqual([expect.any(String), expect.any(String)]);
  const { date: _, 'x-request-id': __, ...sent } = headers;
  return { status, rest, sent };
}

export const decisions = (coffer: Coffer): void =>
  describe('a decision', () => {
    let id: string;

    beforeAll(async () => {
      id = (await keep(coffer.admin, 'prod/db/password')).body.id;
    });

    /** The recorded reason of a denial. */
    const reasonOf = async ({ body }: Answer) => {
      const { items } = (await coffer.admin.get(`/audit/logs?request_id=${body.request_id}`)).body;
      expect(items).toMatchObject([{ outcome: 'denied', decision_id: body.decision_id }]);
      return items[0].decision_reason;
    };

    it('is 403 before any look-up if the caller holds the permission on nothing, for an object and for none', async () => {
      const nobody = await accountWith(coffer.admin, 'no_one', [
        { effect: 'allow', actions: ['user:list'], resources: ['user:*'] },
      ]);
      const present = await nobody.get(`/secrets/${id}/reveal`);
      const absent = await nobody.get(`/secrets/${NOWHERE}/reveal`);
      expectProblem(present, 403, 'forbidden');
      expect(told(absent)).toEqual(told(present));
      expect(await reasonOf(present)).toEqual(expect.any(String));
      expectProblem(await nobody.post('/secrets', {}), 403, 'forbidden');
    });

    it('is 404 if the caller may neither read nor list the object: the same answer as for an absent one', async () => {
      const stranger = await accountWith(coffer.admin, 'stranger', [
        { effect: 'allow', actions: ['secret:*'], resources: ['secret:other/**'] },
      ]);
      const calls: ((secret: string) => Promise<Answer>)[] = [
        (secret) => stranger.get(`/secrets/${secret}`),
        (secret) => stranger.get(`/secrets/${secret}/reveal`),
        (secret) => stranger.put(`/secrets/${secret}/rotate`, { value: 'x' }, { 'if-match': '"9"' }),
        (secret) => stranger.patch(`/secrets/${secret}`, { description: 'x' }, { 'if-match': '"9"' }),
        (secret) => stranger.get(`/secrets/${secret}/versions`),
        (secret) => stranger.delete(`/secrets/${secret}/versions/1`),
        (secret) => stranger.delete(`/secrets/${secret}`),
        (secret) => stranger.post(`/secrets/${secret}/restore`),
      ];
      for (const call of calls) {
        const invisible = await call(id);
        expectProblem(invisible, 404, 'not_found');
        expect(told(await call(NOWHERE))).toEqual(told(invisible));
      }
      const byPath = (path: string) => stranger.get(`/secrets/by-path?path=${path}`);
      expect(told(await byPath('prod/none'))).toEqual(told(await byPath('prod/db/password')));
      expect(await reasonOf(await stranger.get(`/secrets/${id}`))).not.toEqual(
        await reasonOf(await stranger.get(`/secrets/${NOWHERE}`)),
      );
    });

    it('is 403 if the caller may see the object but not act on it', async () => {
      const seer = await accountWith(coffer.admin, 'seer', [
        { effect: 'allow', actions: ['secret:list'], resources: ['secret:prod/**'] },
        { effect: 'allow', actions: ['secret:*'], resources: ['secret:other/**'] },
      ]);
      for (const answer of [
        await seer.get(`/secrets/${id}`),
        await seer.get(`/secrets/${id}/reveal`),
        await seer.put(`/secrets/${id}/rotate`, { value: 'x' }, { 'if-match': '"9"' }),
        await seer.delete(`/secrets/${id}`),
        await seer.post('/secrets', { path: 'prod/db/password', value: 'x' }),
        await seer.post('/secrets', { path: 'prod/db/free', value: 'x' }),
      ]) {
        expectProblem(answer, 403, 'forbidden');
      }
      expect((await listed(seer)).paths).toEqual(['prod/db/password']);
    });

    it('follows a matching deny over every allow, in any order, in lists too [R48]', async () => {
      for (const path of ['deny/a', 'deny/root/b', 'deny/root/deep/c', 'deny/z']) await keep(coffer.admin, path);
      const allow: Body = { effect: 'allow', actions: ['*'], resources: ['**'] };
      const deny: Body = { effect: 'deny', actions: ['secret:*'], resources: ['secret:deny/root/**'] };
      const orders: [string, Body[]][] = [
        ['deny_last', [allow, deny]],
        ['deny_first', [deny, allow, allow]],
      ];
      for (const [name, statements] of orders) {
        const caller = await accountWith(coffer.admin, name, statements);
        expect((await listed(caller, 'prefix=deny/')).paths).toEqual(['deny/a', 'deny/z']);
        expect((await listed(caller, 'prefix=deny/&limit=1')).paths).toEqual(['deny/a', 'deny/z']);
        expect((await listed(caller, 'prefix=deny/root/')).paths).toEqual([]);
        expect((await listed(caller, 'q=deep')).paths).toEqual([]);
        expectProblem(await caller.get('/secrets/by-path?path=deny/root/b'), 404, 'not_found');
        expectProblem(await caller.post('/secrets', { path: 'deny/root/new', value: 'x' }), 403, 'forbidden');
        expect((await caller.get('/secrets/by-path?path=deny/a')).status).toBe(200);
      }
    });

    it('denies only reveal if only reveal is denied', async () => {
      const caller = await accountWith(coffer.admin, 'masked_only', [
        { effect: 'allow', actions: ['secret:*'], resources: ['secret:prod/**'] },
        { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:prod/db/*'] },
      ]);
      expect((await caller.get(`/secrets/${id}`)).status).toBe(200);
      expectProblem(await caller.get(`/secrets/${id}/reveal`), 403, 'forbidden');
    });

    it('matches one level with `*` and any depth with `**`', async () => {
      for (const path of ['glob/a', 'glob/b/c', 'glob/b/c/d']) await keep(coffer.admin, path);
      const sees = async (name: string, pattern: string) => {
        const caller = await accountWith(coffer.admin, name, [
          { effect: 'allow', actions: ['secret:list'], resources: [pattern] },
        ]);
        return (await listed(caller, 'prefix=glob')).paths;
      };
      expect(await sees('star', 'secret:glob/*')).toEqual(['glob/a']);
      expect(await sees('star_mid', 'secret:glob/*/c')).toEqual(['glob/b/c']);
      expect(await sees('star_deep', 'secret:glob/**')).toEqual(['glob/a', 'glob/b/c', 'glob/b/c/d']);
      expect(await sees('star_part', 'secret:gl*/a')).toEqual(['glob/a']);
    });

    describe('under a condition', () => {
      const under = (name: string, conditions: Body): Promise<Api> =>
        accountWith(coffer.admin, name, [
          { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:prod/**'], conditions },
          { effect: 'allow', actions: ['secret:list'], resources: ['secret:prod/**'] },
        ]);
      const outcome = async (caller: Api) => (await caller.get(`/secrets/${id}/reveal`)).status;

      it('allows only from its networks', async () => {
        expect(await outcome(await under('from_here', { ip: ['127.0.0.0/8', '::1'] }))).toBe(200);
        expect(await outcome(await under('from_there', { ip: ['10.0.0.0/8', 'fd00::/8'] }))).toBe(403);
      });

      it('allows only in its hours', async () => {
        const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
        const today = new Date().getUTCDay();
        const zone = 'UTC';
        expect(await outcome(await under('always', { time: { days, from: '00:00', to: '00:00', zone } }))).toBe(200);
        // Four days from now, so that midnight during this test changes nothing.
        const far = [days[(today + 4) % 7]];
        expect(
          await outcome(await under('another_day', { time: { days: far, from: '00:00', to: '23:59', zone } })),
        ).toBe(403);
      });

      it('denies without the second factor that it asks for, says so, and records the statement', async () => {
        for (const [name, conditions] of [
          ['with_mfa', { mfa: true }],
          ['with_fresh_mfa', { mfa_max_age: 3_600 }],
        ] as const) {
          const answer = await (await under(name, conditions)).get(`/secrets/${id}/reveal`);
          expectProblem(answer, 403, 'second_factor_required');
          const { body } = await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(answer)}`);
          expect(body.items[0].decision_reason).toMatch(
            new RegExp(`in the policy "${name}-policy", statements\\[\\d\\], ${Object.keys(conditions)} does not hold`),
          );
        }
      });

      it('denies by a deny only while its condition holds', async () => {
        const base = { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:prod/**'] };
        const here = await accountWith(coffer.admin, 'denied_here', [
          base,
          { ...base, effect: 'deny', conditions: { ip: ['127.0.0.1', '::1'] } },
        ]);
        const there = await accountWith(coffer.admin, 'denied_there', [
          base,
          { ...base, effect: 'deny', conditions: { ip: ['10.0.0.0/8'] } },
        ]);
        expect(await outcome(here)).toBe(404);
        expect(await outcome(there)).toBe(200);
      });
    });

    it('changes with a policy or role from the next request [R46]', async () => {
      const caller = await accountWith(coffer.admin, 'follower', [
        { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:prod/**'] },
      ]);
      const policies: { id: string; name: string }[] = (await coffer.admin.get('/policies?limit=200')).body.items;
      const roles: { id: string; name: string }[] = (await coffer.admin.get('/roles?limit=200')).body.items;
      const policy = policies.find(({ name }) => name === 'follower-policy')?.id;
      const role = roles.find(({ name }) => name === 'follower-role')?.id;
      const outcome = async () => (await caller.get(`/secrets/${id}/reveal`)).status;
      const statement = { effect: 'allow', actions: ['secret:reveal'] };
      expect(await outcome()).toBe(200);
      must(
        await coffer.admin.put(`/policies/${policy}`, { statements: [{ ...statement, resources: ['secret:dev/**'] }] }),
      );
      expect(await outcome()).toBe(404);
      must(await coffer.admin.put(`/policies/${policy}`, { statements: [{ ...statement, resources: ['secret:**'] }] }));
      expect(await outcome()).toBe(200);
      must(await coffer.admin.put(`/roles/${role}`, { policies: [] }));
      expect(await outcome()).toBe(403);
    });

    it('is never made for a name that contains pattern characters [R49]', async () => {
      await makePolicy(coffer.admin, 'unused', [{ effect: 'allow', actions: ['secret:*'], resources: ['secret:**'] }]);
      for (const path of ['prod/*', 'prod/**', 'prod/db/passwor?', 'prod//db', '../prod']) {
        const query = encodeURIComponent(path);
        expectFields(await coffer.admin.get(`/secrets/by-path?path=${query}`), 'path');
        expectFields(await coffer.admin.post('/secrets', { path, value: 'x' }), 'path');
      }
    });
  });
