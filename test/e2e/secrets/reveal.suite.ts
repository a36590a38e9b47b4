import { must } from '../support/people/accounts.js';
import { keep, listed } from '../support/people/secrets.js';
import { accountWith, expectFields, expectProblem } from '../support/processes/api.js';
import { type Coffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';

const LOGIN = { username: 'shop', password: 'canary-77', port: 5432, tls: true, note: null };
const allowing = (actions: string[], ...resources: string[]) => [{ effect: 'allow', actions, resources }];

export const reveal = (coffer: Coffer): void =>
  describe('a reveal by path', () => {
    describe('GET /secrets/reveal', () => {
      refusesStrangers(coffer, 'get', '/secrets/reveal?path=a');

      const reveal = (query: string, api = coffer.admin) => api.get(`/secrets/reveal?${query}`);

      it('names each parameter that is missing, wrong or unknown', async () => {
        expectFields(await reveal(''), 'path');
        expectFields(await reveal('path=a/&version=0&field='), 'path', 'version', 'field');
        expectFields(await reveal('path=a&field=a&field=b'), 'field');
        expectFields(await reveal('path=a&id=b'), 'id');
        expectFields(await reveal(`path=a&field=${'x'.repeat(257)}`), 'field');
      });

      it('decides as by the id: the same answers and the same records, with the reason [R146]', async () => {
        const { body } = await keep(coffer.admin, 'by/path', { value: 'the value' });
        const reader = await accountWith(coffer.admin, 'path_reader', allowing(['secret:read'], 'secret:by/*'));
        const stranger = await accountWith(coffer.admin, 'path_stranger', allowing(['secret:reveal'], 'secret:else/*'));
        expectProblem(await reveal('path=by/path', reader), 403, 'forbidden');
        for (const path of ['by/path', 'by/none']) {
          expectProblem(await reveal(`path=${path}`, stranger), 404, 'not_found');
        }
        expectProblem(await reveal('path=by/path&version=2'), 404, 'not_found');
        const byPath = await coffer.admin.get('/secrets/reveal?path=by/path', { 'x-access-reason': 'incident 7' });
        expect(byPath.body).toEqual((await coffer.admin.get(`/secrets/${body.id}/reveal`)).body);
        expect(byPath.body).toEqual({ id: body.id, path: 'by/path', version: 1, value: 'the value', format: 'text' });
        expect(byPath.headers['cache-control']).toBe('no-store');
        const { items } = (await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(byPath)}`)).body;
        expect(items).toMatchObject([
          { action: 'secret:reveal', outcome: 'succeeded', resource_name: 'by/path', access_reason: 'incident 7' },
        ]);
      });

      it('gives one field of a JSON object, after it was recorded, and shows nothing of the value in an error [R146]', async () => {
        const { body } = await keep(coffer.admin, 'fields/login', { value: JSON.stringify({ ...LOGIN, n: [1, 2] }) });
        await keep(coffer.admin, 'fields/text', { value: 'canary-77' });
        for (const [query, status, code] of [
          ['path=fields/login&field=passwort', 404, 'field_not_found'],
          ['path=fields/login&field=toString', 404, 'field_not_found'],
          ['path=fields/text&field=password', 422, 'not_an_object'],
        ] as const) {
          const refused = await reveal(query);
          expectProblem(refused, status, code);
          expect(refused.text).not.toMatch(/canary|username|port/);
          expect(await recordsOf(coffer.admin, requestIdOf(refused))).toEqual(['secret:reveal succeeded']);
        }
        for (const [field, value] of [
          ['password', 'canary-77'],
          ['port', '5432'],
          ['note', 'null'],
          ['n', '[1,2]'],
        ]) {
          expect((await reveal(`path=fields/login&field=${field}`)).body).toMatchObject({ value, format: 'text' });
          expect((await coffer.admin.get(`/secrets/${body.id}/reveal?field=${field}`)).body).toMatchObject({ value });
        }
      });
    });

    describe('a value that is an object', () => {
      it('is refused where it is not flat or would not be kept as it is, and the error names the member alone', async () => {
        const create = (value: string) =>
          coffer.admin.send('post', '/secrets', {
            body: `{"path":"object/refused","value":${value}}`,
            headers: { 'content-type': 'application/json' },
          });
        for (const [value, ...fields] of [
          ['{"a":"canary","b":{"c":"canary"},"d":["canary"]}', 'value.b', 'value.d'],
          ['{"":"canary"}', 'value'],
          [`{"a":"${'x'.repeat(65_536)}"}`, 'value'],
        ] as const) {
          const refused = await create(value);
          expectFields(refused, ...fields);
          expect(refused.text).not.toContain('canary');
        }
        for (const number of ['1e999', '9007199254740993', '0.12345678901234567890']) {
          const refused = await create(`{"a":"canary","n":${number}}`);
          expectProblem(refused, 400, 'malformed_body');
          expect(refused.body.errors).toMatchObject([{ field: 'value.n', code: 'number' }]);
        }
        expectProblem(await reveal('object/refused'), 404, 'not_found');
      });

      const reveal = (path: string) => coffer.admin.get(`/secrets/reveal?path=${path}`);

      it('is kept as its JSON text by every route that takes a value', async () => {
        const text = JSON.stringify(LOGIN);
        const created = must(await coffer.admin.post('/secrets', { path: 'object/kept', value: LOGIN }));
        expect(created.body).toMatchObject({ value: null, masked: true });
        expect(created.text).not.toMatch(/canary|json/);
        expect((await reveal('object/kept')).body).toMatchObject({ value: text, format: 'json', version: 1 });
        must(await coffer.admin.put(`/secrets/${created.body.id}/rotate`, { value: { ...LOGIN, port: 1.5 } }));
        expect((await reveal('object/kept&field=port')).body).toMatchObject({ value: '1.5', version: 2 });
        must(await coffer.admin.put('/secrets/by-path?path=object/kept', { value: {} }));
        expect((await reveal('object/kept')).body).toMatchObject({ value: '{}', format: 'json', version: 3 });
      });

      it('is the same request as its text for an Idempotency-Key', async () => {
        const create = (value: unknown) =>
          coffer.admin.post('/secrets', { path: 'object/once', value }, { 'idempotency-key': 'object-once' });
        const made = must(await create(LOGIN));
        expect(must(await create(JSON.stringify(LOGIN))).body.id).toBe(made.body.id);
        expectProblem(await create({ ...LOGIN, port: 1 }), 422, 'idempotency_key_reused');
      });
    });

    describe('paths that differ in case', () => {
      const PATHS = ['Case/API_KEY', 'case/API_KEY', 'case/api_key'];

      it('are different paths: for secrets, lists, policies, scopes of keys, shares and the audit [R47]', async () => {
        const ids = new Map<string, string>();
        for (const path of PATHS) ids.set(path, (await keep(coffer.admin, path, { value: path })).body.id);
        expect((await listed(coffer.admin, 'q=CASE/api')).paths).toEqual(PATHS);
        expect((await listed(coffer.admin, 'prefix=case/&limit=1')).paths).toEqual(PATHS.slice(1));
        const may = ['secret:list', 'secret:reveal', 'secret:write'];
        const reader = await accountWith(coffer.admin, 'case_reader', allowing(may, 'secret:case/API_*'));
        expect((await listed(reader)).paths).toEqual(['case/API_KEY']);
        const opened = async (path: string) => (await reader.get(`/secrets/reveal?path=${path}`)).status;
        expect(await Promise.all(PATHS.map(opened))).toEqual([404, 200, 404]);
        expect((await reader.get(`/secrets/${ids.get('Case/API_KEY')}/reveal`)).status).toBe(404);
        expectProblem(await reader.post('/secrets', { path: 'CASE/API_X', value: 'x' }), 403, 'forbidden');
        for (const [path, outcome] of PATHS.map((path, n) => [path, n === 1 ? 'succeeded' : 'denied'])) {
          const { items } = (await coffer.admin.get(`/audit/logs?resource=${path}&action=secret:reveal`)).body;
          const told = items.map((item: Record<string, string>) => `${item.resource_name} ${item.outcome}`);
          expect([...new Set(told)]).toEqual([`${path} ${outcome}`]);
        }
      });
    });
  });
