import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Answer, type Api, accountWith, type Body } from '../support/processes/api.js';
import { type Coffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';

const DIGITS = '12345678901234567890.10';
const data = (path: string, query = '') => `./v1/secret/data/${path}${query}`;
const metadata = (path: string, query = '') => `./v1/secret/metadata/${path}${query}`;
const patch = (api: Api, path: string, body: Body) =>
  api.patch(data(path), body, { 'content-type': 'application/merge-patch+json' });

/** Expects an error in Vault's shape. The id of a decision behind its words differs each time. */
function expectErrors(answer: Answer, status: number, ...errors: (string | RegExp)[]): void {
  const words = answer.body.errors?.filter((text: string) => !text.startsWith('decision_id: '));
  expect({ status: answer.status, errors: words }).toEqual({
    status,
    errors: errors.map((error) => (typeof error === 'string' ? error : expect.stringMatching(error))),
  });
}

/** What the API beside it shows. */
const shown = async (api: Api, path: string, version = ''): Promise<string> =>
  must(await api.get(`/secrets/reveal?path=${path}${version && `&version=${version}`}`)).body.value;

export const kvData = (coffer: Coffer): void =>
  describe('the data of Vault KV', () => {
    const read = (path: string, query = '') => coffer.admin.get(data(path, query));
    const write = (path: string, fields: Body, options: Body = {}) =>
      coffer.admin.post(data(path), { data: fields, options });
    const removed = (path: string) => coffer.admin.delete(data(path));

    describe('a caller', () => {
      it('without a token, or with two, is refused', async () => {
        expectErrors(await coffer.nobody.get(data('a')), 403, 'permission denied', /token/);
        const two = coffer.admin.with({ 'x-vault-token': 'another' });
        expectErrors(await two.get(data('a')), 400, /another one in x-vault-token/);
      });

      it('gets 403 by the path alone, whatever is there, and 404 where absence may be known [R114]', async () => {
        await keep(coffer.admin, 'rights/there');
        await keep(coffer.admin, 'rights/gone');
        must(await removed('rights/gone'));
        const statements = [
          { effect: 'allow', actions: ['secret:list'], resources: ['secret:**'] },
          { effect: 'allow', actions: ['secret:*'], resources: ['secret:rights/own/**'] },
        ];
        const lister = await accountWith(coffer.admin, 'kv_lister', statements);
        // A secret is hidden from one who may not list it either.
        const stranger = await accountWith(coffer.admin, 'kv_stranger', statements.slice(1));
        for (const path of ['rights/there', 'rights/gone', 'rights/none']) {
          const answers = [
            await lister.get(data(path)),
            await lister.get(`./v1/secret/subkeys/${path}`),
            await lister.get(metadata(path)),
            await lister.post(data(path), { data: { a: 1 } }),
            await patch(lister, path, { data: { a: 1 } }),
            await lister.delete(data(path)),
            await lister.delete(metadata(path)),
            await lister.post(metadata(path), { custom_metadata: {} }),
            ...(await Promise.all(
              ['delete', 'undelete', 'destroy'].map((verb) =>
                lister.post(`./v1/secret/${verb}/${path}`, { versions: [1] }),
              ),
            )),
          ];
          for (const answer of answers) expectErrors(answer, 403, 'permission denied', /needs secret:/);
          expectErrors(await stranger.get(data(path)), 403, 'permission denied', /needs secret:reveal/);
        }
        expectErrors(await lister.get(data('rights/own/none')), 404);
        expectErrors(await lister.get(metadata('rights/own/none')), 404);
      });

      it('is told what is wrong, and never a value', async () => {
        expectErrors(await coffer.admin.post(data('wrong'), {}), 400, /no data provided/);
        const text = await coffer.admin.post(data('wrong'), { data: 'hunter2' });
        expectErrors(text, 400, /data must be a JSON object/);
        expectErrors(await coffer.admin.post(data('wrong/'), { data: {} }), 400, /cannot write to a path ending in/);
        expectErrors(await coffer.admin.post(data('a b'), { data: {} }), 400, /path must be/);
        expectErrors(await coffer.admin.post(data('wrong'), '[]'), 400, /must be a JSON object/);
        expectErrors(await read('wrong', '?version=x'), 400, /version must be a whole number/);
        const large = await write('wrong', { a: 'x'.repeat(65_536) });
        expectErrors(large, 400, /value must be a text of at most/);
        expect(text.text + large.text).not.toMatch(/hunter2|xxx/);
        expectErrors(await read('wrong'), 404);
      });
    });

    it('is read in the shape of Vault, with every digit, and the reveal is recorded', async () => {
      const body = `{"data":{"n":${DIGITS},"o":{"k":[1,{"x":null}]},"b":true,"__a":"é"}}`;
      const written = must(await coffer.admin.post(data('shape'), body));
      const state = { custom_metadata: null, deletion_time: '', destroyed: false };
      const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
      const around = { lease_id: '', renewable: false, lease_duration: 0, wrap_info: null, warnings: null, auth: null };
      expect(written.body).toEqual({
        ...{ request_id: requestIdOf(written), ...around },
        data: { ...state, created_time: time, version: 1 },
      });
      const answer = must(await read('shape'));
      expect(answer.text).toContain(`"data":{"n":${DIGITS},"o":{"k":[1,{"x":null}]},"b":true,"__a":"é"}`);
      expect(answer.body.data.metadata).toEqual({ ...state, created_time: written.body.data.created_time, version: 1 });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['secret:reveal succeeded']);
      expect(await recordsOf(coffer.admin, requestIdOf(written))).toEqual([
        'secret:write allowed',
        'secret:write succeeded',
      ]);
      expect(await shown(coffer.admin, 'shape')).toBe(`{"n":${DIGITS},"o":{"k":[1,{"x":null}]},"b":true,"__a":"é"}`);
    });

    it('is a text as the field value, and stays what it is when it is written back', async () => {
      const texts = [
        'plain',
        '',
        '["a"]',
        '{ "b" : 1.0,\n"a":"x" }',
        '{"value":"x"}',
        '{"value":{"a":1}}',
        'true',
        '{"a":',
      ];
      for (const [index, value] of texts.entries()) {
        const path = `back/${index}`;
        await keep(coffer.admin, path, { value });
        const text = must(await read(path)).text;
        const fields = /"data":\{"data":(.*),"metadata":/s.exec(text)?.[1];
        must(await coffer.admin.post(data(path), `{"data":${fields}}`));
        expect([path, await shown(coffer.admin, path)]).toEqual([path, value]);
      }
      must(await write('back/new', { value: 'sole' }));
      must(await write('back/object', { value: '{"a":1}' }));
      expect([await shown(coffer.admin, 'back/new'), await shown(coffer.admin, 'back/object')]).toEqual([
        'sole',
        '{"value":"{\\"a\\":1}"}',
      ]);
    });

    it('has versions, and check-and-set of them', async () => {
      must(await write('cas', { a: 1 }, { cas: 0 }));
      const mismatch = /check-and-set parameter did not match the current version/;
      expectErrors(await write('cas', { a: 2 }, { cas: 0 }), 400, mismatch);
      expectErrors(await write('cas', { a: 2 }, { cas: 2 }), 400, mismatch);
      expectErrors(await write('cas-none', { a: 2 }, { cas: 1 }), 400, mismatch);
      expect(must(await write('cas', { a: 2 }, { cas: 1 })).body.data.version).toBe(2);
      expect(must(await read('cas', '?version=1')).body.data).toMatchObject({
        data: { a: 1 },
        metadata: { version: 1 },
      });
      expect(must(await read('cas', '?version=0')).body.data.data).toEqual({ a: 2 });
      expectErrors(await read('cas', '?version=9'), 404);
    });

    it('is merged by a patch, which needs to reveal', async () => {
      expectErrors(await patch(coffer.admin, 'patched', { data: { a: 1 } }), 404, /no such object/);
      must(await coffer.admin.post(data('patched'), `{"data":{"n":${DIGITS},"a":{"b":1,"c":2}}}`));
      expect(must(await patch(coffer.admin, 'patched', { data: { a: { b: null, d: 3 } } })).body.data.version).toBe(2);
      expect(await shown(coffer.admin, 'patched')).toBe(`{"n":${DIGITS},"a":{"c":2,"d":3}}`);
      expectErrors(await patch(coffer.admin, 'patched', { data: { a: 1 }, options: { cas: 1 } }), 400, /check-and-set/);
      await keep(coffer.admin, 'patched-text', { value: 'old' });
      must(await patch(coffer.admin, 'patched-text', { data: { value: 'new' } }));
      expect(await shown(coffer.admin, 'patched-text')).toBe('new');
      const statements = [{ effect: 'allow', actions: ['secret:rotate', 'secret:read'], resources: ['secret:**'] }];
      const rotator = await accountWith(coffer.admin, 'kv_rotator', statements);
      expectErrors(await patch(rotator, 'patched', { data: { a: 1 } }), 403, 'permission denied', /secret:reveal/);
      must(await rotator.post(data('patched'), { data: { a: 1 } }));
    });

    it('loses none of 20 patches at once, and lets one of 20 writes with one version win', async () => {
      must(await write('race', {}));
      const names = Array.from({ length: 20 }, (_, n) => `m${n}`);
      const patches = await Promise.all(names.map((name) => patch(coffer.admin, 'race', { data: { [name]: 1 } })));
      expect(patches.map(({ status }) => status)).toEqual(names.map(() => 200));
      expect(Object.keys(must(await read('race')).body.data.data).sort()).toEqual([...names].sort());
      const writes = await Promise.all(names.map((name) => write('race', { [name]: 2 }, { cas: 21 })));
      expect(writes.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(writes.filter(({ status }) => status === 400)).toHaveLength(19);
    });

    it('is deleted as a whole, restored and destroyed', async () => {
      const verb = (name: string, versions: unknown) => coffer.admin.post(`./v1/secret/${name}/life`, { versions });
      for (const n of [1, 2, 3]) must(await write('life', { n }));
      expectErrors(await verb('delete', [1]), 400, /Coffer deletes a secret with all its versions/);
      expectErrors(await verb('destroy', [1, 3]), 400, /current version cannot be destroyed/);
      must(await verb('destroy', [1]));
      expect((await read('life', '?version=1')).body.data).toMatchObject({ data: null, metadata: { destroyed: true } });
      must(await verb('delete', ['3']));
      const gone = await read('life');
      expect(gone.status).toBe(404);
      expect(gone.body.data).toMatchObject({ data: null, metadata: { version: 3, destroyed: false } });
      expect(gone.body.data.metadata.deletion_time).toMatch(/^20/);
      expect(await recordsOf(coffer.admin, requestIdOf(gone))).toEqual(['secret:reveal failed']);
      expectErrors(await verb('destroy', [2]), 400, /secret is deleted/);
      must(await verb('delete', [3]));
      must(await removed('life'));
      expectErrors(await verb('undelete', [2]), 400, /name version 3 too/);
      must(await verb('undelete', [2, 3]));
      must(await verb('undelete', [3]));
      expect(must(await read('life')).body.data.data).toEqual({ n: 3 });
      must(await coffer.admin.delete(metadata('life')));
      must(await write('life', { n: 'other' }));
      expectErrors(await verb('undelete', [3]), 400, /Another secret has this path/);
      expect(must(await read('life')).body.data).toMatchObject({ data: { n: 'other' }, metadata: { version: 1 } });
      expectErrors(await coffer.admin.post('./v1/secret/undelete/never', { versions: [1] }), 404, /no deleted secret/);
      must(await coffer.admin.post('./v1/secret/destroy/never', { versions: [1] }));
    });

    it('has metadata, which tags, owner and description carry', async () => {
      await keep(coffer.admin, 'meta', { tags: ['team:shop', 'db'], owner: 'Ann' });
      const custom = async () => must(await coffer.admin.get(metadata('meta'))).body.data.custom_metadata;
      expect(await custom()).toEqual({ owner: 'Ann', team: 'shop', tags: 'db' });
      expect(must(await read('meta')).body.data.metadata.custom_metadata).toEqual(await custom());
      must(await coffer.admin.patch(metadata('meta'), { custom_metadata: { team: null, env: 'prod' } }));
      expect(await custom()).toEqual({ owner: 'Ann', env: 'prod', tags: 'db' });
      must(await coffer.admin.put(metadata('meta'), { custom_metadata: { description: 'd' }, max_versions: 0 }));
      expect(must(await coffer.admin.get(metadata('meta'))).body.data).toMatchObject({
        ...{
          cas_required: false,
          current_version: 1,
          custom_metadata: { description: 'd' },
          delete_version_after: '0s',
        },
        ...{ max_versions: 0, oldest_version: 0 },
        versions: { 1: { deletion_time: '', destroyed: false } },
      });
      expectErrors(
        await coffer.admin.post(metadata('meta'), { cas_required: true }),
        400,
        /cas_required cannot be set/,
      );
      expectErrors(
        await coffer.admin.post(metadata('meta'), { custom_metadata: { team: 'A B' } }),
        400,
        /tags must be/,
      );
      expectErrors(await coffer.admin.post(metadata('none'), { custom_metadata: {} }), 404, /write its data first/);
      expect(must(await coffer.admin.get('./v1/secret/config')).body.data).toEqual({
        ...{ cas_required: false, delete_version_after: '0s', max_versions: 10 },
      });
      expectErrors(await coffer.admin.post('./v1/secret/config', {}), 405, 'unsupported operation', /GET/);
      must(await removed('meta'));
      const gone = must(await coffer.admin.get(metadata('meta')));
      expect(gone.body.data.versions[1].deletion_time).toMatch(/^20/);
      expect(await recordsOf(coffer.admin, requestIdOf(gone))).toEqual(['secret:read succeeded']);
    });

    it('is listed level by level, and only what the caller may list', async () => {
      for (const path of ['list/a', 'list/a/b', 'list/c/d/e', 'list/c.d']) await keep(coffer.admin, path);
      const keys = async (api: Api, path: string, query = '?list=true') =>
        must(await api.get(path + query)).body.data.keys;
      expect(await keys(coffer.admin, metadata('list'))).toEqual(['a', 'a/', 'c.d', 'c/']);
      expect(await keys(coffer.admin, metadata('list/'))).toEqual(['a', 'a/', 'c.d', 'c/']);
      expect(await keys(coffer.admin, metadata('list/'), '?list=1&after=a&limit=2')).toEqual(['a/', 'c.d']);
      expect(await keys(coffer.admin, './v1/secret/metadata')).toContain('list/');
      expect(await keys(coffer.admin, metadata(''))).toContain('list/');
      const statements = [{ effect: 'allow', actions: ['secret:list'], resources: ['secret:list/c/**'] }];
      const lister = await accountWith(coffer.admin, 'kv_part', statements);
      expect(await keys(lister, './v1/secret/metadata')).toEqual(['list/']);
      expect(await keys(lister, metadata('list'))).toEqual(['c/']);
      expectErrors(await lister.get(metadata('back', '?list=true')), 403, 'permission denied', /secret:list/);
      expectErrors(await coffer.admin.get(metadata('nowhere', '?list=true')), 404);
      expectErrors(await coffer.admin.get(metadata('list', '?list=maybe')), 400, /list must be true or false/);
    });

    it('shows the names of fields without values', async () => {
      must(await write('names', { a: { b: 'secret-one' }, c: ['secret-two'] }));
      const names = async (query = '') =>
        must(await coffer.admin.get(`./v1/secret/subkeys/names${query}`)).body.data.subkeys;
      expect([await names(), await names('?depth=1')]).toEqual([
        { a: { b: null }, c: null },
        { a: null, c: null },
      ]);
      must(await removed('names'));
      expect((await coffer.admin.get('./v1/secret/subkeys/names')).body.data.subkeys).toBeNull();
    });

    it('that has expired is gone, and is not written again in silence', async () => {
      await keep(coffer.admin, 'expired', { expires_at: new Date(Date.now() + 3_000).toISOString() });
      await new Promise((resolve) => setTimeout(resolve, 3_100));
      const answer = await read('expired');
      expect(answer.status).toBe(404);
      expect(answer.body.data).toMatchObject({ data: null, metadata: { version: 1, destroyed: false } });
      expectErrors(await write('expired', { a: 1 }), 400, /has expired/);
    });
  });
