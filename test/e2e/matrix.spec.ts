import { makeAccount, tokensOf } from './support/accounts.js';
import { type Answer, type Api, accountWith, expectProblem, PASSWORD } from './support/api.js';
import { describeCoffer, recordsOf, requestIdOf } from './support/coffer.js';
import { ROUTES, type RouteUnderTest, type Target } from './support/routes.js';

const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
/** Routes whose objects are named by an id in their path. */
const objectRoutes = Object.entries(ROUTES).filter(([key]) => key.includes('{id}'));

const MATRIX = ['secret:matrix/**', 'user:matrix_*', 'role:matrix-*', 'policy:matrix-*', 'audit:**'];
const ELSEWHERE = ['secret:other/**', 'user:other', 'role:other', 'policy:other', 'audit:other'];

describeCoffer('every route', (coffer) => {
  const accounts = new Map<string, Promise<Api>>();
  let roleless: Api;
  let unchanged: Api;
  let serial = 0;
  let cells = 0;

  beforeAll(async () => {
    await makeAccount(coffer.admin, 'roleless');
    roleless = await coffer.admin.login('roleless', PASSWORD);
    await makeAccount(coffer.admin, 'unchanged', { roles: ['administrator'], password_change_required: true });
    unchanged = await coffer.admin.login('unchanged', PASSWORD);
  });

  afterAll(() => {
    process.stdout.write(
      `${coffer.site.pair}: ${cells} cells of routes and outcomes, each with its records [R45][R71]\n`,
    );
  });

  /** An account that holds `action` alone, on the resources of its kind. */
  const holderOf = (action: string, where: 'here' | 'elsewhere'): Promise<Api> => {
    const key = `${where}_${action.replaceAll(/[:-]/g, '_')}`;
    const known = accounts.get(key);
    if (known) return known;
    const kind = action.slice(0, action.indexOf(':') + 1);
    const resources = (where === 'here' ? MATRIX : ELSEWHERE).filter((one) => one.startsWith(kind));
    const made = accountWith(coffer.admin, key, [{ effect: 'allow', actions: [action], resources }]);
    accounts.set(key, made);
    return made;
  };

  const targetOf = async ({ make }: RouteUnderTest): Promise<Target> => {
    serial += 1;
    return make ? make(coffer.admin, `t${serial}`) : { id: NOWHERE, name: 'none' };
  };

  /** Holds one cell: what is answered, and what the trail has of it. */
  const hold = async (who: string, answer: Answer, status: number, records: string[]): Promise<void> => {
    expect({ who, status: answer.status }).toEqual({ who, status });
    expect({ who, records: await recordsOf(coffer.admin, requestIdOf(answer)) }).toEqual({ who, records });
    cells += 1;
  };

  it('is in the table of this test', () => {
    const { conformance } = coffer.admin;
    expect(Object.keys(ROUTES).sort()).toEqual(conformance.secured.sort());
    expect(conformance.keys.filter((key) => !conformance.secured.includes(key)).sort()).toEqual([
      'get /health',
      'get /health/ready',
      'post /api/v1/auth/login',
      'post /api/v1/auth/logout',
      'post /api/v1/auth/refresh',
      'post /api/v1/auth/token',
      'post /api/v1/setup',
    ]);
  });

  it.each(Object.entries(ROUTES))('%s is for whom it is for, and leaves its records [R45][R71]', async (_, route) => {
    const { action, call, status, changes, elsewhere } = route;
    const denied = [`${action} denied`];
    const last = status < 400 ? 'succeeded' : 'failed';
    const done = changes ? [`${action} allowed`, `${action} ${last}`] : [`${action} ${last}`];
    const cell = async (who: string, api: Api, expected: number, records: string[]): Promise<Answer> => {
      const answer = await call(api, await targetOf(route));
      await hold(who, answer, expected, records);
      return answer;
    };

    const common = [
      cell('no token', coffer.nobody, 401, []),
      cell('a garbage token', coffer.nobody.as('garbage'), 401, []),
      cell('an administrator', coffer.admin, status, done),
    ];
    if (elsewhere === undefined) {
      await Promise.all([...common, cell('no role', roleless, status, done)]);
      return;
    }
    const [here, there] = await Promise.all([holderOf(action, 'here'), holderOf(action, 'elsewhere')]);
    const [other] = await Promise.all([
      cell('who holds it elsewhere', there, elsewhere, elsewhere === 200 ? done : denied),
      cell('who holds it', here, status, done),
      cell('no role', roleless, 403, denied),
      cell('an unchanged password', unchanged, 403, denied),
      ...common,
    ]);
    expect(other?.text).not.toContain('matrix');
  });

  it.each(objectRoutes)('%s is 404 for what is not there, with a record [R71]', async (_, { action, call }) => {
    for (const id of [NOWHERE, 'garbage']) {
      await hold(id, await call(coffer.admin, { id, name: 'none' }), 404, [`${action} denied`]);
    }
  });

  it.each(Object.entries(ROUTES).filter(([, { malformed }]) => malformed))(
    '%s is 400 for what it does not take, with a record [R71]',
    async (_, route) => {
      const answer = await route.malformed?.(coffer.admin, await targetOf(route));
      await hold('malformed', answer as Answer, 400, [`${route.action} failed`]);
    },
  );

  it.each(Object.entries(ROUTES).filter(([, { late }]) => late))(
    '%s is 412 for who has not seen the last change, with a record [R71]',
    async (_, route) => {
      const answer = (await route.late?.(coffer.admin, await targetOf(route))) as Answer;
      expectProblem(answer, 412, 'precondition_failed');
      const records = await recordsOf(coffer.admin, requestIdOf(answer));
      expect(records.at(-1)).toBe(`${route.action} failed`);
      cells += 1;
    },
  );

  it('that is public leaves the records of what it did [R71]', async () => {
    const post = (path: string, body: object) => coffer.nobody.post(path, body);
    const account = { username: 'roleless', password: PASSWORD };
    await hold('login', await post('/auth/login', account), 200, ['auth:login allowed', 'auth:login succeeded']);
    await hold('a guess', await post('/auth/login', { ...account, password: 'x' }), 401, ['auth:login failed']);
    await hold('no name', await post('/auth/login', { ...account, username: 'x' }), 401, ['auth:login failed']);
    for (const path of ['/auth/refresh', '/auth/token']) {
      const { refresh_token } = await tokensOf(coffer.nobody, 'roleless');
      const refreshed = await post(path, { refresh_token });
      await hold('refresh', refreshed, 200, ['auth:refresh allowed', 'auth:refresh succeeded']);
      await hold('reuse', await post(path, { refresh_token }), 401, ['auth:refresh denied']);
      await hold('no token', await post(path, { refresh_token: 'x' }), 401, []);
    }
    const { refresh_token } = await tokensOf(coffer.nobody, 'roleless');
    const logout = await post('/auth/logout', { refresh_token });
    await hold('logout', logout, 204, ['auth:logout allowed', 'auth:logout succeeded']);
    const setup = { token: 'x', username: 'second', email: 'x@example.org', password: PASSWORD };
    await hold('setup', await post('/setup', setup), 404, []);
    await hold('health', await coffer.nobody.get('./health'), 200, []);
    await hold('readiness', await coffer.nobody.get('./health/ready'), 200, []);
  });
});
