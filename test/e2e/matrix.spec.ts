import { makeAccount, must, tokensOf } from './support/accounts.js';
import { type Answer, type Api, accountWith, type Body, expectProblem, PASSWORD } from './support/api.js';
import { MOVABLE_CLOCK, sixMinutesLater } from './support/clock.js';
import { type Coffer, describeCoffer, recordsOf, requestIdOf } from './support/coffer.js';
import { Person } from './support/person.js';
import { NOTHING, NOWHERE, type RouteUnderTest, type Target } from './support/route-under-test.js';
import { ROUTES } from './support/routes.js';
import { BEFORE_PASSWORD_CHANGE, BEFORE_SECOND_FACTOR, FRESH } from './support/thresholds.js';

const NEXT = 'Copper-Lantern-77-Meadow';
/** Routes whose objects are named by an id in their path. */
const objectRoutes = Object.entries(ROUTES).filter(([key]) => key.includes('{id}'));

const MATRIX = ['secret:matrix/**', 'user:matrix_*', 'role:matrix-*', 'policy:matrix-*', 'audit:**'];
const ELSEWHERE = ['secret:other/**', 'user:other', 'role:other', 'policy:other', 'audit:other'];

/** Accounts in sessions that may do less than their roles allow. */
async function lesserAccounts(coffer: Coffer) {
  const lesser = async (username: string, roles: string[], fields: Body = {}): Promise<Api> => {
    await makeAccount(coffer.admin, username, { roles, ...fields });
    return coffer.admin.login(username, PASSWORD);
  };
  const old = await lesser('old', ['administrator']);
  const half = await Person.of(coffer, 'half', { roles: ['administrator'] });
  await half.enrolApp();
  await sixMinutesLater(coffer.server);
  // A session that is fresh by the password alone, though there is an app.
  must(await half.api.post('/auth/reauthenticate', { password: PASSWORD }));
  must(await coffer.admin.post('/roles', { name: 'asking', policies: [], mfa_required: true }));
  return {
    old,
    half: half.api,
    roleless: await lesser('roleless', []),
    unchanged: await lesser('unchanged', ['administrator'], { password_change_required: true }),
    asked: await lesser('asked', ['administrator', 'asking']),
    administrator: await coffer.admin.login('root_admin', PASSWORD),
  };
}

const suite = (coffer: Coffer) => {
  const accounts = new Map<string, Promise<Api>>();
  let known: Awaited<ReturnType<typeof lesserAccounts>>;
  let serial = 0;
  let cells = 0;

  beforeAll(async () => {
    known = await lesserAccounts(coffer);
  });

  afterAll(() => {
    process.stdout.write(
      `${coffer.site.pair}: ${cells} cells of routes and outcomes, each with its records [R45][R71]\n`,
    );
  });

  /** An account that holds `action` alone, on the resources of its kind. */
  const holderOf = (action: string, where: 'here' | 'elsewhere'): Promise<Api> => {
    const key = `${where}_${action.replaceAll(/[:-]/g, '_')}`;
    const there = accounts.get(key);
    if (there) return there;
    const kind = action.slice(0, action.indexOf(':') + 1);
    const resources = (where === 'here' ? MATRIX : ELSEWHERE).filter((one) => one.startsWith(kind));
    const made = accountWith(coffer.admin, key, [{ effect: 'allow', actions: [action], resources }]);
    accounts.set(key, made);
    return made;
  };

  const nextName = () => {
    serial += 1;
    return `t${serial}`;
  };

  const targetOf = async ({ make }: RouteUnderTest): Promise<Target> =>
    make ? make(coffer.admin, nextName()) : NOTHING;

  /** Somebody new, who has done what the route needs. */
  const callerOf = async ({ prepare }: RouteUnderTest, fields: Body): Promise<[Api, Target]> => {
    const person = await Person.of(coffer, `matrix_${nextName()}`, fields);
    return [person.api, prepare ? await prepare(person) : NOTHING];
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
      'post /api/v1/auth/mfa/email/send',
      'post /api/v1/auth/mfa/verify',
      'post /api/v1/auth/password/forgot',
      'post /api/v1/auth/password/reset',
      'post /api/v1/auth/prelogin',
      'post /api/v1/auth/refresh',
      'post /api/v1/auth/register',
      'post /api/v1/auth/token',
      'post /api/v1/setup',
    ]);
  });

  it.each(Object.entries(ROUTES))('%s is for whom it is for, and leaves its records [R45][R71]', async (key, route) => {
    const { action, call, status, changes, elsewhere, prepare } = route;
    const denied = [`${action} denied`];
    const last = status < 400 ? 'succeeded' : 'failed';
    const done = changes ? [`${action} allowed`, `${action} ${last}`] : [`${action} ${last}`];
    const cell = async (who: string, api: Api, expected: number, records: string[]): Promise<Answer> => {
      const answer = await call(api, await targetOf(route));
      await hold(who, answer, expected, records);
      return answer;
    };
    const lesser = async (who: 'unchanged' | 'asked' | 'old' | 'half', code: string): Promise<void> => {
      expectProblem(await cell(who, known[who], 403, denied), 403, code);
    };
    const own = async (who: string, fields: Body): Promise<void> => {
      await hold(who, await call(...(await callerOf(route, fields))), status, done);
    };

    const common = [
      cell('no token', coffer.nobody, 401, []),
      cell('a garbage token', coffer.nobody.as('garbage'), 401, []),
      BEFORE_PASSWORD_CHANGE.has(key) || lesser('unchanged', 'password_change_required'),
      BEFORE_SECOND_FACTOR.has(key) || lesser('asked', 'second_factor_required'),
      FRESH.has(key) && lesser('old', 'reauthentication_required'),
      FRESH.has(key) && lesser('half', 'second_factor_required'),
    ];
    if (prepare) {
      await Promise.all([
        ...common,
        own('an administrator', { roles: ['administrator'] }),
        own('no role', {}),
        BEFORE_PASSWORD_CHANGE.has(key) && own('an unchanged password', { password_change_required: true }),
      ]);
      return;
    }
    common.push(cell('an administrator', known.administrator, status, done));
    if (elsewhere === undefined) {
      await Promise.all([...common, cell('no role', known.roleless, status, done)]);
      return;
    }
    const [here, there] = await Promise.all([holderOf(action, 'here'), holderOf(action, 'elsewhere')]);
    const [other] = await Promise.all([
      cell('who holds it elsewhere', there, elsewhere, elsewhere === 200 ? done : denied),
      cell('who holds it', here, status, done),
      cell('no role', known.roleless, 403, denied),
      ...common,
    ]);
    expect(other?.text).not.toContain('matrix');
  });

  it.each(objectRoutes)('%s is 404 for what is not there, with a record [R71]', async (_, { action, call }) => {
    for (const id of [NOWHERE, 'garbage']) {
      await hold(id, await call(known.administrator, { ...NOTHING, id }), 404, [`${action} denied`]);
    }
  });

  it.each(Object.entries(ROUTES).filter(([, { malformed }]) => malformed))(
    '%s is 400 for what it does not take, with a record [R71]',
    async (_, route) => {
      const answer = await route.malformed?.(known.administrator, await targetOf(route));
      await hold('malformed', answer as Answer, 400, [`${route.action} failed`]);
    },
  );

  it.each(Object.entries(ROUTES).filter(([, { late }]) => late))(
    '%s is 412 for who has not seen the last change, with a record [R71]',
    async (_, route) => {
      const answer = (await route.late?.(known.administrator, await targetOf(route))) as Answer;
      expectProblem(answer, 412, 'precondition_failed');
      const records = await recordsOf(coffer.admin, requestIdOf(answer));
      expect(records.at(-1)).toBe(`${route.action} failed`);
      cells += 1;
    },
  );

  const post = (path: string, body: object) => coffer.nobody.post(path, body);

  it('that is public leaves the records of what it did [R71]', async () => {
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

  it('that makes an account leaves the records of what it did [R71]', async () => {
    const given = { username: 'matrix_new', email: 'new@example.org', password: PASSWORD };
    const made = ['auth:register allowed', 'auth:register succeeded'];
    await hold('register', await post('/auth/register', given), 201, made);
    await hold('a taken name', await post('/auth/register', given), 409, ['auth:register failed']);
    await hold('no account', await post('/auth/register', { ...given, password: 'x' }), 400, []);
    for (const username of ['matrix_new', 'none']) {
      await hold('prelogin', await post('/auth/prelogin', { username }), 200, []);
    }
  });

  it('that completes a login leaves the records of what it did [R71]', async () => {
    const ann = await Person.of(coffer, 'matrix_ann');
    await ann.enrolApp();
    await ann.enrolEmail();
    const began = await ann.logIn();
    await hold('login', began, 200, ['auth:mfa-challenge allowed', 'auth:mfa-challenge succeeded']);
    const { mfa_token } = began.body;
    const sent = await post('/auth/mfa/email/send', { mfa_token });
    await hold('send', sent, 202, ['auth:mfa-code allowed', 'auth:mfa-code succeeded']);
    await hold('send for nothing', await post('/auth/mfa/email/send', { mfa_token: 'x' }), 401, []);
    const given = { mfa_token, method: 'email', code: await ann.mailed() };
    const wrong = { ...given, code: given.code === '000000' ? '000001' : '000000' };
    const failed = ['auth:mfa-verify allowed', 'auth:mfa-verify failed'];
    await hold('a guess', await post('/auth/mfa/verify', wrong), 401, failed);
    const passed = ['auth:mfa-verify allowed', 'auth:mfa-verify succeeded'];
    await hold('verify', await post('/auth/mfa/verify', given), 200, passed);
    await hold('verify again', await post('/auth/mfa/verify', given), 401, []);
  });

  it('that resets a password leaves the records of what it did [R71]', async () => {
    const bob = await Person.of(coffer, 'matrix_bob');
    await bob.verifyEmail();
    for (const username of ['matrix_bob', 'none']) {
      await hold('forgot', await post('/auth/password/forgot', { username }), 202, ['auth:password-forgot succeeded']);
    }
    const given = { token: await bob.mailed(), new_password: NEXT };
    await hold('no token', await post('/auth/password/reset', { ...given, token: 'x' }), 401, []);
    const reset = ['auth:password-reset allowed', 'auth:password-reset succeeded'];
    await hold('reset', await post('/auth/password/reset', given), 204, reset);
    await hold('reset again', await post('/auth/password/reset', given), 401, ['auth:password-reset failed']);
  });
};

describeCoffer('every route', suite, { REGISTRATION: 'open' }, { mail: true, main: MOVABLE_CLOCK });
