import { keep, listed } from '../support/people/secrets.js';
import { type Api, accountWith, expectFields, expectProblem } from '../support/processes/api.js';
import { describeCoffer, refusesStrangers } from '../support/processes/coffer.js';

const PATHS = [
  'PROD/DB/Main',
  'dev/app',
  'prod',
  'prod-old/x',
  'prod/app/key',
  'prod/db/main',
  'prod/db/replica',
  'prod/zz',
];

describeCoffer('GET /secrets', (coffer) => {
  beforeAll(async () => {
    for (const path of PATHS) {
      const tags = path.startsWith('prod/db') ? ['db', 'team:payments'] : [];
      const owner = path.startsWith('dev') ? 'Döner & Söhne' : null;
      await keep(coffer.admin, path, { tags, owner, description: path === 'prod/zz' ? 'Zum ÄRGER der Kasse' : null });
    }
  });

  refusesStrangers(coffer, 'get', '/secrets');

  it('names each parameter that is wrong, unknown or repeated [R79]', async () => {
    for (const limit of ['0', '201', '-5', '1.5', 'x', '', '01']) {
      expectFields(await coffer.admin.get(`/secrets?limit=${limit}`), 'limit');
    }
    for (const prefix of ['/prod', 'PROD//', 'a//b', 'prod%2A', 'x'.repeat(257)]) {
      expectFields(await coffer.admin.get(`/secrets?prefix=${prefix}`), 'prefix');
    }
    expectFields(await coffer.admin.get('/secrets?tag=A'), 'tag');
    expectFields(await coffer.admin.get('/secrets?q='), 'q');
    expectFields(await coffer.admin.get('/secrets?state=purging'), 'state');
    expectFields(await coffer.admin.get('/secrets?color=x'), 'color');
    expectFields(await coffer.admin.get('/secrets?owner='), 'owner');
    expectFields(await coffer.admin.get('/secrets?created_by=root_admin'), 'created_by');
    for (const field of ['expires_before', 'updated_before']) {
      for (const time of ['', 'tomorrow', '2099-01-01', '2099-01-01T00:00:00']) {
        expectFields(await coffer.admin.get(`/secrets?${field}=${time}`), field);
      }
    }
    expectFields(await coffer.admin.get('/secrets?limit=1&limit=2'), 'limit');
    expectFields(await coffer.admin.get('/secrets?tag[$ne]=x'), 'tag[$ne]');
    expectFields(await coffer.admin.get('/secrets?cursor=AAAA'), 'cursor');
  });

  it('lists all secrets by path, masked', async () => {
    expect((await listed(coffer.admin)).paths).toEqual(PATHS);
    const { items } = (await coffer.admin.get('/secrets?limit=1')).body;
    expect(items).toEqual([(await coffer.admin.get(`/secrets/${items[0].id}`)).body]);
  });

  it.each([
    ['prefix=prod/', ['prod/app/key', 'prod/db/main', 'prod/db/replica', 'prod/zz']],
    ['prefix=PROD/', ['PROD/DB/Main']],
    ['prefix=Prod', []],
    ['prefix=prod', ['prod', 'prod-old/x', 'prod/app/key', 'prod/db/main', 'prod/db/replica', 'prod/zz']],
    ['prefix=prod/d', ['prod/db/main', 'prod/db/replica']],
    ['prefix=prod/db/main/', []],
    ['tag=db', ['prod/db/main', 'prod/db/replica']],
    ['tag=d', []],
    ['owner=D%C3%B6ner%20%26%20S%C3%B6hne', ['dev/app']],
    ['owner=D%C3%B6ner', []],
    ['q=Db/m', ['PROD/DB/Main', 'prod/db/main']],
    ['q=%C3%A4rger', ['prod/zz']],
    ['q=a%CC%88rger', ['prod/zz']],
    ['owner=Do%CC%88ner%20%26%20So%CC%88hne', ['dev/app']],
    ['q=.*', []],
    ['prefix=prod/&tag=team:payments&q=replica', ['prod/db/replica']],
    ['state=deleted', []],
  ])('filters by %s', async (query, expected) => {
    expect((await listed(coffer.admin, query)).paths).toEqual(expected);
    expect((await listed(coffer.admin, `${query}&limit=1`)).paths).toEqual(expected);
  });

  it('filters by creator, expiry and last change, with a cursor that belongs to the filter', async () => {
    const { id } = (await coffer.admin.get('/auth/me')).body;
    const other = await accountWith(coffer.admin, 'creator', [
      { effect: 'allow', actions: ['secret:write', 'secret:list'], resources: ['secret:made/**'] },
    ]);
    for (const year of [2091, 2092, 2093]) await keep(other, `made/${year}`, { expires_at: `${year}-01-01T00:00:00Z` });
    const theirs = (await other.get('/auth/me')).body.id;
    const found = async (query: string) => (await listed(coffer.admin, query)).paths;
    expect(await found(`created_by=${id}`)).toEqual(PATHS);
    expect(await found(`created_by=${theirs.toUpperCase()}&limit=1`)).toEqual(['made/2091', 'made/2092', 'made/2093']);
    expect(await found('expires_before=2093-01-01T00:00:00Z&limit=1')).toEqual(['made/2091', 'made/2092']);
    expect(await found('expires_before=2092-01-01T00:00:01Z&prefix=made/2092')).toEqual(['made/2092']);
    expect(await found('updated_before=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await found('updated_before=2098-01-01T00:00:00Z&limit=3')).length).toBe(PATHS.length + 3);
    expect((await listed(other, 'expires_before=2098-01-01T00:00:00Z')).paths).toHaveLength(3);

    const { next_cursor: cursor } = (await coffer.admin.get('/secrets?expires_before=2093-01-01T00:00:00Z&limit=1'))
      .body;
    for (const query of [
      '',
      'expires_before=2094-01-01T00:00:00Z&',
      `expires_before=2093-01-01T00:00:00Z&created_by=${id}&`,
    ]) {
      expectFields(await coffer.admin.get(`/secrets?${query}limit=1&cursor=${cursor}`), 'cursor');
    }
    const rest = await coffer.admin.get(`/secrets?expires_before=2093-01-01T00:00:00Z&cursor=${cursor}`);
    expect(rest.body.items.map(({ path }: { path: string }) => path)).toEqual(['made/2092']);
    for (const { id: made } of (await coffer.admin.get('/secrets?prefix=made/')).body.items) {
      await coffer.admin.delete(`/secrets/${made}`);
    }
  });

  it('shows each secret once over all pages while others are added', async () => {
    for (const limit of [1, 2, 3, 7, 200]) {
      expect((await listed(coffer.admin, `limit=${limit}`)).paths).toEqual(PATHS);
    }
    const first = await coffer.admin.get('/secrets?prefix=prod&limit=2');
    await keep(coffer.admin, 'prod-2/added');
    const rest = await coffer.admin.get(`/secrets?prefix=prod&limit=200&cursor=${first.body.next_cursor}`);
    expect(rest.body.items.map(({ path }: { path: string }) => path)).toEqual([
      'prod/app/key',
      'prod/db/main',
      'prod/db/replica',
      'prod/zz',
    ]);
  });

  describe('a cursor', () => {
    let cursor: string;
    let other: Api;

    beforeAll(async () => {
      cursor = (await coffer.admin.get('/secrets?prefix=prod&limit=1')).body.next_cursor;
      other = await accountWith(coffer.admin, 'other', [
        { effect: 'allow', actions: ['secret:list'], resources: ['secret:prod/db/*'] },
      ]);
    });

    it('is refused for another query, for another caller and after a change', async () => {
      for (const query of ['', 'prefix=dev&', 'prefix=prod&tag=db&', 'prefix=prod&state=deleted&']) {
        expectFields(await coffer.admin.get(`/secrets?${query}limit=1&cursor=${cursor}`), 'cursor');
      }
      expectFields(await other.get(`/secrets?prefix=prod&limit=1&cursor=${cursor}`), 'cursor');
      const altered = `${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`;
      expectFields(await coffer.admin.get(`/secrets?prefix=prod&limit=1&cursor=${altered}`), 'cursor');
      expectFields(await coffer.admin.get('/secrets?cursor='), 'cursor');
    });

    it('reveals neither its position nor paths that were not shown', () => {
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('prod');
    });

    it('continues with another limit', async () => {
      expect((await coffer.admin.get(`/secrets?prefix=prod&limit=5&cursor=${cursor}`)).body.items).toHaveLength(5);
    });
  });

  it('shows a caller only what they may list, page by page, and is 403 for a caller who may list nothing', async () => {
    const db = await accountWith(coffer.admin, 'db_team', [
      { effect: 'allow', actions: ['secret:list'], resources: ['secret:prod/db/*', 'secret:*/app'] },
    ]);
    expect((await listed(db, 'limit=1')).paths).toEqual(['dev/app', 'prod/db/main', 'prod/db/replica']);
    expect((await listed(db, 'prefix=prod/app')).paths).toEqual([]);
    const reader = await accountWith(coffer.admin, 'reader', [
      { effect: 'allow', actions: ['secret:read'], resources: ['secret:**'] },
    ]);
    expectProblem(await reader.get('/secrets'), 403, 'forbidden');
  });
});
