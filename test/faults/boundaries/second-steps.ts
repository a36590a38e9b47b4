import { must } from '../../e2e/support/people/accounts.js';
import type { Person } from '../../e2e/support/people/person.js';
import type { Answer, Api } from '../../e2e/support/processes/api.js';
import { type Attempt, after, type Bench, type Boundary, before, type Headers, type Operation } from './boundary.js';
import { aPerson, aPersonWithApp, logIn, sessionsOf } from './people.js';

const ASK = 'ChallengeStore.challenges.insert';
const CHALLENGE = 'ChallengeStore.challenges.replace';
const ATTEMPT = 'LockoutStore.lockouts.replace';
const USER = 'UserStore.users.replace';
const SESSION = 'SessionStore.sessions.insert';

/** A second factor of an account. */
export interface Factor {
  readonly person: Person;
  readonly method: 'totp' | 'recovery' | 'email';
  /** An unused code for the login named by `token`. */
  nextCode(api: Api, token: string): Promise<string>;
}

interface SecondStep {
  readonly name: string;
  /** The port call that marks the code as used. */
  readonly spending: string;
  readonly boundaries: readonly Boundary[];
  factor(bench: Bench): Promise<Factor>;
}

export async function tokenOf(api: Api, person: Person): Promise<string> {
  return must(await logIn(api, person)).body.mfa_token;
}

/** Both steps of a login: the password and the code. */
export async function logInWith(api: Api, factor: Factor): Promise<Answer> {
  const mfa_token = await tokenOf(api, factor.person);
  const code = await factor.nextCode(api, mfa_token);
  return api.as(null).post('/auth/mfa/verify', { mfa_token, method: factor.method, code });
}

/** Each code works once: the current one first, then the next one. */
export async function appOf(bench: Bench): Promise<Factor> {
  const { person } = await aPersonWithApp(bench);
  let steps = 0;
  return { person, method: 'totp', nextCode: async () => person.shown(steps++) };
}

async function recoveryCodesOf(bench: Bench): Promise<Factor> {
  const { person, recoveryCodes } = await aPersonWithApp(bench);
  const left = [...recoveryCodes];
  return { person, method: 'recovery', nextCode: async () => left.shift() ?? '' };
}

export function mailsOf(person: Person): Factor {
  const nextCode = async (api: Api, mfa_token: string) => {
    must(await api.as(null).post('/auth/mfa/email/send', { mfa_token }));
    return person.mailed();
  };
  return { person, method: 'email', nextCode };
}

export async function aPersonWithMail(bench: Bench): Promise<Factor> {
  const person = await aPerson(bench);
  await person.enrolEmail();
  return mailsOf(person);
}

const STEPS: readonly SecondStep[] = [
  {
    name: 'a login is completed by an app',
    spending: USER,
    boundaries: [
      after(ATTEMPT, 'failed'),
      before(USER, 'failed'),
      after(USER, 'failed'),
      before(CHALLENGE, 'failed'),
      before(SESSION, 'failed'),
      after(SESSION, 'succeeded'),
    ],
    factor: appOf,
  },
  {
    name: 'a login is completed by a recovery code',
    spending: USER,
    boundaries: [before(USER, 'failed'), after(USER, 'failed'), before(SESSION, 'failed'), after(SESSION, 'succeeded')],
    factor: recoveryCodesOf,
  },
  {
    name: 'a login is completed by a mailed code',
    spending: CHALLENGE,
    boundaries: [
      before(CHALLENGE, 'failed'),
      after(CHALLENGE, 'failed'),
      before(SESSION, 'failed'),
      after(SESSION, 'succeeded'),
    ],
    factor: aPersonWithMail,
  },
];

/** A code is marked as used before its session exists. A cut between the two loses the code; it never works twice. */
function completed({ name, spending, boundaries, factor }: SecondStep): Operation {
  return {
    name,
    boundaries,
    async prepare(bench, boundary): Promise<Attempt> {
      const shown = await factor(bench);
      const { person, method } = shown;
      const mfa_token = await tokenOf(bench.admin, person);
      const step = { mfa_token, method, code: await shown.nextCode(bench.admin, mfa_token) };
      const sessions = await sessionsOf(bench.admin, person);
      const spent = boundaries.findIndex(({ at, when }) => at === spending && when === 'before');
      const isSpent = boundaries.indexOf(boundary) > spent;
      const verify = (api: Api, token: string, code = step.code, headers?: Headers) =>
        api.as(null).post('/auth/mfa/verify', { ...step, mfa_token: token, code }, headers);
      // The app's code has expired by the time that a new process runs.
      const next = (api: Api) => (method === 'totp' ? shown.nextCode(api, mfa_token) : step.code);
      return {
        send: (headers) => verify(bench.admin, mfa_token, step.code, headers),
        async landed(api) {
          const opened = (await sessionsOf(api, person)) - sessions;
          if (isSpent) expect((await verify(api, await tokenOf(api, person))).status).toBe(401);
          return opened === 1;
        },
        again: async (api) => (isSpent ? logInWith(api, shown) : verify(api, mfa_token, await next(api))),
        async afterwards(api) {
          expect((await verify(api, mfa_token)).status).toBe(401);
          expect((await verify(api, await tokenOf(api, person))).status).toBe(401);
        },
      };
    },
  };
}

/** The insert of one challenge. */
export const ASKS_FOR_FACTOR: Operation = {
  name: 'a login asks for a second factor',
  boundaries: [before(ASK, 'failed'), after(ASK, 'succeeded')],
  async prepare(bench) {
    const factor = await appOf(bench);
    return {
      send: (headers) => logIn(bench.admin, factor.person, headers),
      // Only the lost answer held the token.
      landed: async () => null,
      again: (api) => logInWith(api, factor),
    };
  },
};

const mailed: Operation = {
  name: 'a code is mailed for a login',
  boundaries: [before(CHALLENGE, 'failed'), after(CHALLENGE, 'succeeded')],
  async prepare(bench) {
    const { person } = await aPersonWithMail(bench);
    const mfa_token = await tokenOf(bench.admin, person);
    const nobody = bench.admin.as(null);
    return {
      with: [person.id],
      send: (headers) => nobody.post('/auth/mfa/email/send', { mfa_token }, headers),
      // Only a mail that was never sent held the code.
      landed: async () => null,
      async afterwards(api) {
        must(await api.as(null).post('/auth/mfa/email/send', { mfa_token }));
        const step = { mfa_token, method: 'email', code: await person.mailed() };
        must(await api.as(null).post('/auth/mfa/verify', step));
      },
    };
  },
};

export const SECOND_STEP_OPERATIONS: readonly Operation[] = [ASKS_FOR_FACTOR, ...STEPS.map(completed), mailed];
