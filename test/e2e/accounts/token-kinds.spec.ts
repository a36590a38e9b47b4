import { type Answer, expectProblem, type Method, PASSWORD } from '../support/processes/api.js';
import { MOVABLE_CLOCK } from '../support/processes/clock.js';
import { type Coffer, describeCoffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { IN_SCOPE } from '../support/routes/program-tokens.js';
import { NOWHERE } from '../support/routes/route-under-test.js';
import { ROUTES } from '../support/routes/routes.js';
import {
  BEFORE_PASSWORD_CHANGE,
  BEFORE_SECOND_FACTOR,
  ENROLMENT,
  FOR_PROGRAMS,
  FRESH,
} from '../support/routes/thresholds.js';
import { makeTokens, type Standing, type TokenKind, type Tokens } from '../support/routes/token-kinds.js';
import { codeOfAnswer, isOfVault, vaultStatus } from '../support/routes/vault-routes.js';

const NEXT = 'Copper-Lantern-77-Meadow';
const LOGOUT = 'post /api/v1/auth/logout';
const OF_PROGRAMS: ReadonlySet<Standing> = new Set(['program', 'scoped', 'poor']);
const SIX_DIGITS = '000000';

type Expected = readonly [status: number, code: string];

/** No route accepts this parameter. A caller past authentication gets a 400, and nothing changes. */
const REFUSED_INSIDE = '?no_such_parameter=1';
const LET_IN: Expected = [400, 'validation_failed'];

/** What a route needs, by /openapi.json. */
interface Route {
  readonly key: string;
  readonly isPublic: boolean;
  readonly needsPermission: boolean;
}

/** The rule that every cell of the matrix follows. */
function expectedOf({ key, isPublic, needsPermission }: Route, standing: Standing): Expected {
  // Public, and yet it takes tokens of people alone: no session of a program can be ended.
  if (key === LOGOUT && OF_PROGRAMS.has(standing)) return [403, 'person_required'];
  if (isPublic) return LET_IN;
  const isForPeople = !needsPermission && !FOR_PROGRAMS.has(key);
  const forbidden: Expected = [403, isForPeople ? 'person_required' : 'forbidden'];
  const owes: Record<Standing, readonly [owed: boolean, status: number, code: string]> = {
    nobody: [true, 401, 'unauthenticated'],
    unchanged: [!BEFORE_PASSWORD_CHANGE.has(key), 403, 'password_change_required'],
    asked: [!BEFORE_SECOND_FACTOR.has(key), 403, 'second_factor_required'],
    old: [FRESH.has(key), 403, 'reauthentication_required'],
    roleless: [needsPermission, 403, 'forbidden'],
    good: [false, 0, ''],
    program: [isForPeople, ...forbidden],
    scoped: [isForPeople || (needsPermission && ROUTES[key]?.action !== IN_SCOPE), ...forbidden],
    poor: [isForPeople || needsPermission, ...forbidden],
  };
  const [owed, status, code] = owes[standing];
  return owed ? [status, code] : LET_IN;
}

const suite = (coffer: Coffer) => {
  let tokens: Tokens;
  let routes: Route[];
  let cells = 0;

  beforeAll(async () => {
    const { conformance } = coffer.admin;
    tokens = await makeTokens(coffer);
    routes = conformance.keys.map((key) => ({
      key,
      isPublic: !conformance.secured.includes(key),
      needsPermission: conformance.codesOf(key, 403).includes('forbidden'),
    }));
  });

  afterAll(() => {
    process.stdout.write(
      `${coffer.site.pair}: ${cells} cells of routes and token kinds [R24][R26][R27][R30][R33][R41][R42][R110][R136][R139]\n`,
    );
  });

  const hold = (what: string, answer: Answer, [expected, code]: Expected): void => {
    const { status } = answer;
    expect({ what, status, code: codeOfAnswer(answer) }).toEqual({ what, status: expected, code });
    cells += 1;
  };

  it('is documented with a demand on exactly the routes that make it', () => {
    const asking = (code: string) =>
      routes.filter(({ key }) => coffer.admin.conformance.codesOf(key, 403).includes(code));
    const keysOf = (some: readonly Route[]) => some.map(({ key }) => key).sort();
    const secured = routes.filter(({ isPublic }) => !isPublic);
    const without = (exempt: ReadonlySet<string>) => keysOf(secured.filter(({ key }) => !exempt.has(key)));
    expect(keysOf(asking('password_change_required'))).toEqual(without(BEFORE_PASSWORD_CHANGE));
    expect(keysOf(asking('second_factor_required'))).toEqual([...without(BEFORE_SECOND_FACTOR), ...ENROLMENT].sort());
    expect(keysOf(asking('reauthentication_required'))).toEqual([...FRESH].sort());
    const own = secured.filter(({ needsPermission }) => !needsPermission);
    const forPeople = keysOf(own.filter(({ key }) => !FOR_PROGRAMS.has(key)));
    expect(keysOf(asking('person_required'))).toEqual([...forPeople, LOGOUT].sort());
  });

  it('opens a route or not by one rule [R24][R26][R27][R30][R33][R41][R110][R136][R139]', async () => {
    const ask = async (route: Route, { name, token, standing }: TokenKind): Promise<void> => {
      const [method = '', path = ''] = route.key.split(' ');
      const place = (path.startsWith('/api/v1') ? path.slice(7) : `.${path}`).replaceAll(/\{\w+\}/g, NOWHERE);
      // Clients of Vault send the token in a header of their own.
      const api =
        isOfVault(route.key) && token !== null
          ? coffer.nobody.with({ 'x-vault-token': token })
          : coffer.nobody.as(token);
      const answer = await api.send(method as Method, `${place}${REFUSED_INSIDE}`);
      const [status, code] = expectedOf(route, standing);
      hold(`${route.key} with ${name}`, answer, [vaultStatus(route.key, status), code]);
    };
    expect(routes.length).toBeGreaterThan(50);
    expect(tokens.kinds.length).toBeGreaterThan(35);
    for (const route of routes) await Promise.all(tokens.kinds.map((kind) => ask(route, kind)));
  });

  describe('in a body', () => {
    const post = (path: string, body: object) => coffer.nobody.post(path, body);
    const mfa = (token: string, code = SIX_DIGITS) =>
      post('/auth/mfa/verify', { mfa_token: token, method: 'totp', code });
    const exchange = (token: string) =>
      post('/auth/token/exchange', { subject_token: token, service_account: 'program_bot' });
    const jwtLogin = (jwt: string) => post('./v1/auth/jwt/login', { role: 'program_bot', jwt });
    const reset = (token: string) => post('/auth/password/reset', { token, new_password: NEXT });
    const setup = (token: string) =>
      post('/setup', { token, username: 'second', email: 'second@example.org', password: PASSWORD });
    const fields: Record<string, [send: (token: string) => Promise<Answer>, takes: string | null, ...Expected]> = {
      refresh: [
        (token) => post('/auth/refresh', { refresh_token: token }),
        'a refresh token',
        401,
        'invalid_refresh_token',
      ],
      token: [
        (token) => post('/auth/token', { refresh_token: token }),
        'a refresh token',
        401,
        'invalid_refresh_token',
      ],
      logout: [(token) => post('/auth/logout', { refresh_token: token }), 'a refresh token', 401, 'unauthenticated'],
      verify: [mfa, 'an MFA token', 401, 'invalid_mfa_token'],
      send: [(token) => post('/auth/mfa/email/send', { mfa_token: token }), 'an MFA token', 401, 'invalid_mfa_token'],
      reset: [reset, 'a reset token', 401, 'invalid_reset_token'],
      unwrap: [(token) => post('/unwrap', { token }), 'a wrap token', 401, 'invalid_wrap_token'],
      exchange: [exchange, 'a token of an identity provider', 401, 'invalid_subject_token'],
      jwt: [jwtLogin, 'a token of an identity provider', 400, 'validation_failed'],
      // Setup is done, so even its own token opens nothing.
      setup: [setup, null, 404, 'not_found'],
    };

    it.each(Object.entries(fields))('%s takes no token of another purpose [R24][R30][R42]', async (field, of) => {
      const [send, takes, ...refusal] = of;
      for (const { name, token } of tokens.kinds) {
        if (token !== null && name !== takes) hold(`${field} with ${name}`, await send(token), refusal);
      }
    });

    it('each body then accepts its own kind: the wrong attempts used up nothing', async () => {
      const { ann } = tokens;
      const sent = await post('/auth/mfa/email/send', { mfa_token: tokens.mfa });
      expect(sent.status).toBe(202);
      expect((await mfa(tokens.mfa, ann.shown(1))).status).toBe(200);
      expect((await reset(tokens.reset)).status).toBe(204);
      const { body } = await post('/auth/refresh', { refresh_token: tokens.refresh });
      const { refresh_token } = (await post('/auth/token', { refresh_token: body.refresh_token })).body;
      expect((await post('/auth/logout', { refresh_token })).status).toBe(204);
      expect((await post('/unwrap', { token: tokens.wrap })).status).toBe(200);
      expect((await exchange(tokens.subject)).status).toBe(200);
      const { auth } = (await jwtLogin(tokens.subject)).body;
      const shown = await coffer.nobody.get('./v1/auth/token/lookup-self', { 'x-vault-token': auth.client_token });
      expect(shown.body.data).toMatchObject({ type: 'batch', display_name: 'program_bot' });
      expect(auth.lease_duration - shown.body.data.ttl).toBeLessThanOrEqual(5);
      cells += 9;
    });
  });

  it('ends a session only if it is a valid refresh token, on the route that takes any token [R24][R42]', async () => {
    for (const { name, token, standing } of tokens.kinds) {
      const answer = await coffer.nobody.as(token).send('post', '/auth/logout');
      if (standing === 'nobody') hold(`logout with ${name}`, answer, [401, 'unauthenticated']);
      else if (['program', 'scoped', 'poor'].includes(standing)) {
        hold(`logout with ${name}`, answer, [403, 'person_required']);
      } else expect({ name, status: answer.status }).toEqual({ name, status: 204 });
    }
  });

  it('makes no account if registration is closed, and the refusal is recorded', async () => {
    const given = { username: 'stranger', email: 'stranger@example.org', password: PASSWORD };
    const answer = await coffer.nobody.post('/auth/register', given);
    expectProblem(answer, 403, 'registration_closed');
    const admin = await coffer.nobody.login('root_admin', PASSWORD);
    expect(await recordsOf(admin, requestIdOf(answer))).toEqual(['auth:register denied']);
  });
};

const ENVIRONMENT = { REGISTRATION: 'closed', ACCESS_TOKEN_EXPIRES_IN: '15m' };

describeCoffer('a token', suite, ENVIRONMENT, { mail: true, main: MOVABLE_CLOCK });
