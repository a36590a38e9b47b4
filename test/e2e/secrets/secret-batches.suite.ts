import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, type Api, accountWith, expectFields, expectProblem } from '../support/processes/api.js';
import { type Coffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';
import { NOWHERE } from '../support/routes/route-under-test.js';

const env = (api: Api, prefix: string, query = '', headers = {}) =>
  api.with(headers).get(`/secrets/env?prefix=${prefix}${query}`);
const many = (api: Api, paths: readonly string[], more = {}) => api.post('/secrets/reveal', { paths, ...more });

const suite = (coffer: Coffer) => {
  let app: Api;
  const records = (answer: Answer) => recordsOf(coffer.admin, requestIdOf(answer));

  beforeAll(async () => {
    const values = {
      'app/db': '{"user":"u","password":"p"}',
      'app/token': 't',
      'app/deep/key': 'k',
      'app/locked/key': 'x',
    };
    for (const [path, value] of Object.entries(values)) await keep(coffer.admin, path, { value });
    await keep(coffer.admin, 'bank/key');
    app = await accountWith(coffer.admin, 'batches', [
      { effect: 'allow', actions: ['secret:list', 'secret:reveal'], resources: ['secret:app/**', 'secret:old/**'] },
      { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:app/locked/*'] },
    ]);
  });

  refusesStrangers(coffer, 'post', '/secrets/reveal');
  refusesStrangers(coffer, 'get', '/secrets/env?prefix=app/');

  it('name what is wrong with a request, and open nothing', async () => {
    for (const paths of [
      undefined,
      null,
      'app/db',
      [],
      [7],
      ['a//b'],
      Array.from({ length: 101 }, (_, n) => `a/${n}`),
    ]) {
      const answer = await app.post('/secrets/reveal', { paths });
      expectProblem(answer, 400, 'validation_failed');
      expect(answer.body.errors[0].field).toMatch(/^paths/);
      expect(await records(answer)).toEqual(['secret:reveal failed']);
    }
    expectFields(await many(app, ['app/db', 'app/token', 'app/db']), 'paths[2]');
    expectFields(await many(app, ['app/db'], { all_or_nothing: 'yes' }), 'all_or_nothing');
    for (const prefix of ['', 'app', '/', 'app//', '../']) expectFields(await env(app, prefix), 'prefix');
    expectFields(await env(app, 'app/', '&deep=1'), 'deep');
    expectFields(await env(app, 'app/', '', { 'if-none-match': 'x' }), 'If-None-Match');
  });

  it('tell of hidden and absent paths the same, and nothing of the values beside them [R45][R113]', async () => {
    const answer = must(await many(app, ['bank/key', 'app/token', 'bank/none', 'app/locked/key']));
    expect(answer.body.items).toEqual([expect.objectContaining({ path: 'app/token', value: 't', format: 'text' })]);
    const errors = answer.body.errors as { code: string; path: string; decision_id: string }[];
    expect(errors.map(({ path, code }) => [path, code])).toEqual([
      ['bank/key', 'not_found'],
      ['bank/none', 'not_found'],
      ['app/locked/key', 'forbidden'],
    ]);
    expect(await records(answer)).toEqual([
      ...['secret:reveal denied', 'secret:reveal succeeded', 'secret:reveal denied', 'secret:reveal denied'],
    ]);
    const denied = (await coffer.admin.get(`/audit/logs?decision_id=${errors[2]?.decision_id}`)).body.items;
    expect(denied).toEqual([expect.objectContaining({ resource_name: 'app/locked/key', outcome: 'denied' })]);
    const nothing = await many(app, ['app/token', 'bank/key'], { all_or_nothing: true });
    expectProblem(nothing, 422, 'batch_incomplete');
    expect(nothing.body.paths).toEqual([expect.objectContaining({ path: 'bank/key', code: 'not_found' })]);
    expect(await records(nothing)).toEqual(['secret:reveal failed', 'secret:reveal denied']);
    expectProblem(await env(app, 'bank/'), 404, 'not_found');
  });

  it('leave no receipt that tells a hidden secret from an absent one, as single reads leave none', async () => {
    const { id } = (await keep(coffer.admin, 'hidden/one')).body;
    const outsider = await accountWith(coffer.admin, 'outsider', [
      { effect: 'allow', actions: ['secret:list', 'secret:read', 'secret:reveal'], resources: ['secret:own/**'] },
    ]);
    const tries = {
      hidden: ['/secrets/by-path?path=hidden/one', `/secrets/${id}`, `/secrets/${id}/reveal`],
      absent: ['/secrets/by-path?path=hidden/none', `/secrets/${NOWHERE}`, `/secrets/${NOWHERE}/reveal`],
    };
    const answers = [];
    for (const path of [...tries.hidden, ...tries.absent]) answers.push(await outsider.get(path));
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'not_found']));
    for (const path of ['hidden/one', 'hidden/none'])
      answers.push(must(await outsider.post('/secrets/reveal', { paths: [path] })));
    for (const answer of answers) {
      expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual([expect.stringMatching(/ denied$/)]);
      const { body } = must(await outsider.get(`/auth/audit/receipts?request_id=${requestIdOf(answer)}`));
      expect([body.items, body.next_cursor]).toEqual([[], null]);
    }
  });

  it('refuse an environment with the paths that may not be revealed, unless a part will do [R113]', async () => {
    const refused = await env(app, 'app/', '&deep=true');
    expectProblem(refused, 403, 'forbidden');
    expect(refused.body.paths).toEqual([expect.objectContaining({ path: 'app/locked/key', code: 'forbidden' })]);
    expect((await records(refused)).sort()).toEqual(['secret:reveal denied', ...Array(3).fill('secret:reveal failed')]);
    const part = must(await env(app, 'app/', '&deep=true&partial=true'));
    expect(part.body).toEqual({ DB_USER: 'u', DB_PASSWORD: 'p', DEEP_KEY: 'k', TOKEN: 't' });
    expect(await records(part)).toEqual(Array(3).fill('secret:reveal succeeded'));
  });

  it('give one variable for each value, and nothing anew to who has it [R113]', async () => {
    const first = must(await env(app, 'app/'));
    expect(first.body).toEqual({ DB_USER: 'u', DB_PASSWORD: 'p', TOKEN: 't' });
    expect(await records(first)).toEqual(['secret:reveal succeeded', 'secret:reveal succeeded']);
    const known = { 'if-none-match': first.headers.etag ?? '' };
    const same = await env(app, 'app/', '', known);
    expect({ status: same.status, text: same.text, etag: same.headers.etag }).toEqual({
      ...{ status: 304, text: '', etag: first.headers.etag },
    });
    expect(await records(same)).toEqual(['secret:list succeeded']);
    const { id } = must(await coffer.admin.get('/secrets/by-path?path=app/token')).body;
    must(await coffer.admin.put(`/secrets/${id}/rotate`, { value: 't2' }));
    const newer = must(await env(app, 'app/', '', known));
    expect(newer.body.TOKEN).toBe('t2');
    must(await coffer.admin.put(`/secrets/${id}/rotate`, { value: 't' }));
  });

  it('refuse two values of one name, a name that is none, and what has expired, with the paths [R113]', async () => {
    const [a, b] = [await keep(coffer.admin, 'app/db.user'), await keep(coffer.admin, 'app/1st')];
    const collision = await env(app, 'app/');
    const invalid = { status: collision.status, code: collision.body.code };
    expect([
      { status: 409, code: 'variable_collision' },
      { status: 422, code: 'variable_invalid' },
    ]).toContainEqual(invalid);
    must(await coffer.admin.delete(`/secrets/${b.body.id}`));
    const both = await env(app, 'app/');
    expectProblem(both, 409, 'variable_collision');
    expect(both.body.paths.map(({ path }: { path: string }) => path)).toEqual(['app/db', 'app/db.user']);
    expect(await records(both)).toEqual(Array(3).fill('secret:reveal failed'));
    must(await coffer.admin.delete(`/secrets/${a.body.id}`));
    const digit = await keep(coffer.admin, 'app/2nd');
    expectProblem(await env(app, 'app/'), 422, 'variable_invalid');
    must(await coffer.admin.delete(`/secrets/${digit.body.id}`));
    await keep(coffer.admin, 'old/key', { expires_at: new Date(Date.now() + 500).toISOString() });
    await new Promise((resolve) => setTimeout(resolve, 600));
    const expired = await env(app, 'old/');
    expectProblem(expired, 410, 'secret_expired');
    expect(expired.body.paths).toEqual([{ path: 'old/key', code: 'secret_expired' }]);
    const one = must(await many(app, ['old/key']));
    expect(one.body).toEqual({ items: [], errors: [{ path: 'old/key', code: 'secret_expired' }] });
    expect(await records(one)).toEqual(['secret:reveal failed']);
  });

  it('hold 100 paths of 64 KiB in one answer, and refuse what is more than one answer', async () => {
    const paths = Array.from({ length: 100 }, (_, n) => `wide/${n}`);
    for (const path of paths) await keep(coffer.admin, path, { value: 'x'.repeat(65_536) });
    const answer = must(await many(coffer.admin, paths));
    expect(answer.body.items.map(({ path }: { path: string }) => path)).toEqual(paths);
    const log = await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(answer)}&limit=200`);
    expect(log.body.items).toHaveLength(100);
    const fields = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`k${n}`, n]));
    await keep(coffer.admin, 'fields/all', { value: JSON.stringify(fields) });
    expectProblem(await env(coffer.admin, 'fields/'), 422, 'answer_too_large');
  });

  it('stay inside the scope of a key [R110]', async () => {
    must(await coffer.admin.post('/service-accounts', { name: 'env_bot', roles: ['batches-role'] }));
    const scope = [{ effect: 'allow', actions: ['secret:list', 'secret:reveal'], resources: ['secret:app/deep/*'] }];
    const { key } = must(await coffer.admin.post('/service-accounts/env_bot/keys', { name: 'start', scope })).body;
    const bot = coffer.admin.as(key);
    expect(must(await env(bot, 'app/', '&deep=true')).body).toEqual({ DEEP_KEY: 'k' });
    expectProblem(await env(bot, 'app/'), 404, 'not_found');
    const { body } = must(await many(bot, ['app/token', 'app/deep/key']));
    expect(body.errors).toEqual([expect.objectContaining({ path: 'app/token', code: 'not_found' })]);
    expect(body.items).toEqual([expect.objectContaining({ path: 'app/deep/key', value: 'k' })]);
  });
};

export const secretBatches = (coffer: Coffer): void => describe('batches and environments', () => suite(coffer));
