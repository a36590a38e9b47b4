import { randomUUID } from 'node:crypto';
import { decided } from '../../faults/support/undecided.js';
import { stayFresh } from '../support/people/fresh.js';
import { lesserAccounts } from '../support/people/lesser-accounts.js';
import { Person } from '../support/people/person.js';
import {
  type Answer,
  type Api,
  accountWith,
  type Body,
  expectFields,
  expectProblem,
} from '../support/processes/api.js';
import { MOVABLE_CLOCK } from '../support/processes/clock.js';
import { type Coffer, describeCoffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { expectCell, type HoldCell } from '../support/routes/cells.js';
import { OWN_DATA_ROUTES } from '../support/routes/own-routes.js';
import { publicCells } from '../support/routes/public-cells.js';
import { NOTHING, NOWHERE, type RouteUnderTest, type Target } from '../support/routes/route-under-test.js';
import { ROUTES } from '../support/routes/routes.js';
import { BEFORE_PASSWORD_CHANGE, BEFORE_SECOND_FACTOR, FRESH, GUARDED } from '../support/routes/thresholds.js';
import { codeOfAnswer, isOfVault, vaultStatus } from '../support/routes/vault-routes.js';

/** Routes that name their object in the path. */
const objectRoutes = Object.entries(ROUTES).filter(([key]) => key.includes('{') && !isOfVault(key));
/** Routes whose objects belong to the calling account. */
const ownObjectRoutes = objectRoutes.filter(([key]) => key in OWN_DATA_ROUTES && key.includes('{id}'));
const ownData = new Set(Object.values(OWN_DATA_ROUTES));
const creatingRoutes = Object.entries(ROUTES).filter(([, { status }]) => status === 201);

const MATRIX = [
  'secret:matrix/**',
  'user:matrix_*',
  'service_account:matrix_*',
  'identity_provider:matrix-*',
  'role:matrix-*',
  'policy:matrix-*',
  'audit:**',
  'key:**',
];
const ELSEWHERE = [
  'secret:other/**',
  'user:other',
  'service_account:other',
  'identity_provider:other',
  'role:other',
  'policy:other',
  'audit:other',
  'key:other',
];

/** An Idempotency-Key that is refused by every route that takes one. */
const NO_KEY = { 'idempotency-key': 'two words' };

/** The answer without the ids that differ each time. */
function told({ status, headers, body }: Answer): object {
  const { request_id: _, decision_id: __, ...rest } = body;
  const { date: ___, 'x-request-id': ____, ...sent } = headers;
  return { status, rest, sent };
}

const suite = (coffer: Coffer) => {
  const accounts = new Map<string, Promise<Api>>();
  const people = new Map<string, Promise<Person>>();
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

  /** An account that holds only what the route needs, on all resources of its kind. */
  const holderOf = ({ action, also = [] }: RouteUnderTest, where: 'here' | 'elsewhere'): Promise<Api> => {
    const key = [where, action, ...also].join('_').replaceAll(/[:-]/g, '_');
    const there = accounts.get(key);
    if (there) return there;
    const kind = action.slice(0, action.indexOf(':') + 1);
    const resources = (where === 'here' ? MATRIX : ELSEWHERE).filter((one) => one.startsWith(kind));
    const made = accountWith(coffer.admin, key, [{ effect: 'allow', actions: [action, ...also], resources }]);
    accounts.set(key, made);
    return made;
  };

  beforeEach(() => stayFresh(known.administrator));

  const nextName = () => {
    serial += 1;
    return `t${serial}`;
  };

  const targetOf = async ({ make, settle }: RouteUnderTest): Promise<Target> => {
    await settle?.(coffer.admin);
    return make ? decided(() => make(coffer.admin, nextName())) : NOTHING;
  };

  /** A new account; for an account's own data, one account for each kind. */
  const personFor = (route: RouteUnderTest, fields: Body): Promise<Person> => {
    const create = () => decided(() => Person.of(coffer, `matrix_${nextName()}`, fields));
    if (!ownData.has(route)) return create();
    const key = `${route.action.replace(/:.*/, '')} ${JSON.stringify(fields)}`;
    const there = people.get(key) ?? create();
    people.set(key, there);
    return there;
  };

  /** An account that has prepared what the route needs. */
  const callerOf = async (route: RouteUnderTest, fields: Body = {}): Promise<[Api, Target]> => {
    const person = await personFor(route, fields);
    await stayFresh(person.api);
    return [person.api, route.prepare ? await route.prepare(person) : NOTHING];
  };

  /** The caller who is allowed, and the object of the call. */
  const arranged = async (route: RouteUnderTest): Promise<[Api, Target]> =>
    route.prepare ? callerOf(route) : [known.administrator, await targetOf(route)];

  /** Checks one cell: the answer and its audit records. */
  const hold: HoldCell = async (...cell) => {
    await expectCell(coffer.admin, ...cell);
    cells += 1;
  };

  it('is in the table of this test', () => {
    const { conformance } = coffer.admin;
    expect(Object.keys(ROUTES).sort()).toEqual(conformance.secured.sort());
    expect(conformance.keys.filter((key) => !conformance.secured.includes(key)).sort()).toEqual(
      [
        'get /health',
        'get /health/ready',
        'get /api/v1/witness/keys',
        'post /api/v1/witness/add-checkpoint',
        'post /api/v1/auth/invitation/accept',
        'post /api/v1/auth/keys/leaked',
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
        'post /api/v1/auth/token/exchange',
        'post /api/v1/setup',
        'post /api/v1/unwrap',
        'get /v1/sys/health',
        'get /v1/sys/init',
        'get /v1/sys/leader',
        'get /v1/sys/seal-status',
        'post /v1/auth/approle/login',
        'post /v1/auth/jwt/login',
        'post /v1/auth/kubernetes/login',
        'put /v1/auth/approle/login',
        'put /v1/auth/jwt/login',
        'put /v1/auth/kubernetes/login',
      ].sort(),
    );
  });

  it('documents an Idempotency-Key where it creates something for a caller, and nowhere else [R88]', () => {
    const { conformance } = coffer.admin;
    const paths = conformance.document.paths as Record<
      string,
      Record<string, { responses: Body; parameters?: Body[] }>
    >;
    const [creating, documented] = [new Set<string>(), new Set<string>()];
    for (const key of conformance.keys) {
      const [method = '', path = ''] = key.split(' ');
      const { responses = {}, parameters = [] } = paths[path]?.[method] ?? {};
      if ('201' in responses && conformance.secured.includes(key)) creating.add(key);
      if (parameters.some(({ name }) => name === 'Idempotency-Key')) documented.add(key);
    }
    expect(documented).toEqual(creating);
    expect(creating).toEqual(new Set(creatingRoutes.map(([key]) => key)));
  });

  it.each(Object.entries(ROUTES))('%s is for whom it is for, and leaves its records [R45][R71]', async (key, route) => {
    const { action, call, status, changes, elsewhere, prepare, settle, holder, repeatsName = false } = route;
    const denied = [`${action} denied`];
    const last = status < 400 ? 'succeeded' : 'failed';
    const done = changes ? [`${action} allowed`, `${action} ${last}`] : [`${action} ${last}`];
    // A route that creates nothing ignores an Idempotency-Key.
    const sent = status === 201 ? {} : NO_KEY;
    const cell = async (who: string, api: Api, expected: number, records: string[]): Promise<Answer> => {
      const answer = await call(api.with(sent), await targetOf(route));
      await hold(who, answer, expected, records, route);
      return answer;
    };
    const lesser = async (who: 'unchanged' | 'asked' | 'old' | 'half', code: string): Promise<void> => {
      expect(codeOfAnswer(await cell(who, known[who], 403, denied))).toBe(code);
    };
    const own = async (who: string, fields: Body): Promise<void> => {
      const [api, target] = await callerOf(route, fields);
      await hold(who, await call(api.with(sent), target), status, done);
    };

    const common: (boolean | Promise<unknown>)[] = [
      cell('no token', coffer.nobody, vaultStatus(key, 401), []),
      cell('a garbage token', coffer.nobody.as('garbage'), vaultStatus(key, 401), []),
      BEFORE_PASSWORD_CHANGE.has(key) || lesser('unchanged', 'password_change_required'),
      BEFORE_SECOND_FACTOR.has(key) || lesser('asked', 'second_factor_required'),
      FRESH.has(key) && lesser('old', 'reauthentication_required'),
      GUARDED.has(key) && lesser('half', 'second_factor_required'),
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
    const administrator = cell('an administrator', known.administrator, status, done);
    // The job that it started keeps running, and the next caller finds it.
    if (settle) await administrator;
    common.push(administrator);
    if (elsewhere === undefined) {
      await Promise.all([...common, cell('no role', known.roleless, status, done)]);
      return;
    }
    const [here, there] = await Promise.all([holderOf(route, 'here'), holderOf(route, 'elsewhere')]);
    const [other] = await Promise.all([
      cell('who holds it elsewhere', there, elsewhere, elsewhere === 200 ? done : denied),
      cell('who holds it', here, holder?.status ?? status, holder ? [`${action} ${holder.outcome}`] : done),
      cell('no role', known.roleless, 403, denied),
      ...common,
    ]);
    expect(other?.text.includes('matrix')).toBe(repeatsName);
  });

  it.each(ownObjectRoutes)(
    "%s is 404 for another's, to an administrator too, as if it were not there [R45][R71]",
    async (_, route) => {
      const [owner, target] = await callerOf(route);
      const denied = [`${route.action} denied`];
      for (const other of [known.administrator, known.roleless]) {
        const [present, absent] = [
          await route.call(other, target),
          await route.call(other, { ...NOTHING, id: NOWHERE }),
        ];
        await hold('another', present, 404, denied);
        await hold('absent', absent, 404, denied);
        expect(told(present)).toEqual(told(absent));
      }
      expect((await route.call(owner, target)).status).toBe(route.status);
    },
  );

  it.each(creatingRoutes)('%s creates one object for two requests with one Idempotency-Key [R88]', async (_, route) => {
    const [api, target] = await arranged(route);
    const refused = await route.call(api.with(NO_KEY), target);
    expectFields(refused, 'Idempotency-Key');
    await hold('no key', refused, 400, [`${route.action} failed`]);
    const once = api.with({ 'idempotency-key': randomUUID() });
    const [first, again] = [await route.call(once, target), await route.call(once, target)];
    expect(again.body).toEqual({ ...first.body, ...(route.shownOnce && { [route.shownOnce]: null }) });
    await hold('the first', first, 201, [`${route.action} allowed`, `${route.action} succeeded`]);
    await hold('again', again, 201, [`${route.action} succeeded`]);
  });

  it.each(objectRoutes)('%s is 404 for an absent object, and recorded [R71]', async (_, { action, call }) => {
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
      const answer = (await route.late?.(...(await arranged(route)))) as Answer;
      expectProblem(answer, 412, 'precondition_failed');
      const records = await recordsOf(coffer.admin, requestIdOf(answer));
      expect(records.at(-1)).toBe(`${route.action} failed`);
      cells += 1;
    },
  );

  publicCells(coffer, hold);
};

describeCoffer('every route', suite, { REGISTRATION: 'open' }, { mail: true, main: MOVABLE_CLOCK });
