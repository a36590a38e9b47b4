import { randomInt } from 'node:crypto';
import { must } from '../../e2e/support/people/accounts.js';
import { Person } from '../../e2e/support/people/person.js';
import { type Answer, type Api, expectProblem, PASSWORD } from '../../e2e/support/processes/api.js';
import { eventually } from '../support/eventually.js';
import { RACE_ROUNDS } from '../support/rounds.js';
import { decided, Undecided } from '../support/undecided.js';
import { AttemptRows, type Attempts } from './attempts.js';
import { AT_ONCE, fromNetwork, hasLanded, isGivenUp, mayHaveLanded, oneWinner, type Stage } from './stage.js';

/** MAX_FAILED_LOGINS, and the limit over all networks together. */
const PER_NETWORK = 5;
const PER_ACCOUNT = 50;
/** A little more than the limit over all networks, so that the test meets it. */
const NETWORKS = 55;
const WRONG = 'Copper-Lantern-77-Meadow';

/** Codes that one account can still get by mail within an hour: 5 in all, and enrolment takes two. */
const CODES_A_MAILBOX = 3;
const RECOVERY_CODES = 10;
/** Of codes that are checked at the same time, the first ten are compared. */
const TOO_MANY = '429 rate_limited';
/** A multiple of all of these numbers of codes: in such a round, everything is made anew. */
const EVERYTHING_NEW = 30;
/** Codes of an app that are still accepted: the current one and the next one. */
const CODES_AN_APP = 2;

export function credentialRaces(stage: () => Stage): void {
  const inRounds = async (kind: string, race: (round: number) => Promise<void>) => {
    let next = 0;
    for (let raced = 0; raced < RACE_ROUNDS; raced += 1) {
      await decided(async (tried) => {
        // A race that is run again begins with new accounts, codes and tokens.
        next = tried === 0 ? next : EVERYTHING_NEW * Math.ceil((next + 1) / EVERYTHING_NEW);
        await race(next);
        next += 1;
      });
    }
    stage().print(RACE_ROUNDS, `${AT_ONCE} x ${kind}`, 'accepted: exactly one');
  };

  it('refreshes one session if it is a refresh token, and that session ends, since the owner and a thief look alike [R35] [R36]', async () => {
    const { coffer } = stage();
    const person = await Person.of(coffer, 'refresher');
    await inRounds('one refresh token', async () => {
      const { refresh_token } = await person.tokens();
      const answers = await stage().atOnce('/auth/refresh', () => ({ refresh_token }));
      const { status, body } = oneWinner(answers, ['401 invalid_refresh_token']);
      if (status !== 200) return;
      const again = await coffer.nobody.post('/auth/refresh', { refresh_token: body.refresh_token });
      expectProblem(again, 401, 'invalid_refresh_token');
      await eventually(async () => expectEnded(await coffer.nobody.as(body.access_token).get('/auth/me')));
    });
  });

  it('completes one login if it is a TOTP code with one MFA token [R17]', async () => {
    const person = await Person.of(stage().coffer, 'one_token');
    await inRounds('one TOTP code of one MFA token', async () => {
      await person.enrolApp();
      const body = { mfa_token: await person.mfaToken(), method: 'totp', code: person.shown(1) };
      const losses = ['401 invalid_code', TOO_MANY, '401 invalid_mfa_token'];
      await whileShown(person, body.code, () => verifyAtOnce(stage(), person, () => body, losses));
    });
  });

  it('completes one login if it is a TOTP code, even if each request has another MFA token [R17]', async () => {
    const person = await Person.of(stage().coffer, 'many_tokens');
    let tokens: string[] = [];
    await inRounds('one TOTP code of 50 MFA tokens', async (round) => {
      const isFirst = round % CODES_AN_APP === 0;
      if (isFirst) {
        await enrolEarlier(person);
        tokens = await mfaTokens(stage(), person);
      }
      const code = person.shown(isFirst ? 0 : 1);
      const bodyOf = (turn: number) => ({ mfa_token: tokens[turn], method: 'totp', code });
      const losses = ['401 invalid_code', TOO_MANY];
      const won = await whileShown(person, code, () => verifyAtOnce(stage(), person, bodyOf, losses));
      // The other tokens opened nothing and are used in the next round.
      tokens[won] = await person.mfaToken();
    });
  });

  it('completes one login if it is a mailed code [R22]', async () => {
    let person: Person | undefined;
    await inRounds('one e-mail code', async (round) => {
      if (round % CODES_A_MAILBOX === 0) {
        person = await Person.of(stage().coffer, `mailbox_${round}`);
        await person.enrolEmail();
      }
      if (!person) throw new Error('the first round has a person');
      const mfa_token = await person.mfaToken();
      must(await stage().coffer.nobody.post('/auth/mfa/email/send', { mfa_token }));
      const body = { mfa_token, method: 'email', code: await person.mailed() };
      await verifyAtOnce(stage(), person, () => body, ['401 invalid_code', TOO_MANY, '401 invalid_mfa_token']);
    });
  });

  it('completes one login if it is a recovery code, even if each request has another MFA token [R23]', async () => {
    let person: Person | undefined;
    let codes: readonly string[] = [];
    let tokens: string[] = [];
    await inRounds('one recovery code of 50 MFA tokens', async (round) => {
      if (round % RECOVERY_CODES === 0) {
        person = await Person.of(stage().coffer, `recoverer_${round}`);
        codes = await person.enrolApp();
        tokens = await mfaTokens(stage(), person);
      }
      if (!person) throw new Error('the first round has a person');
      const code = codes[round % RECOVERY_CODES];
      const bodyOf = (turn: number) => ({ mfa_token: tokens[turn], method: 'recovery', code });
      const won = await verifyAtOnce(stage(), person, bodyOf, ['401 invalid_code', TOO_MANY]);
      tokens[won] = await person.mfaToken();
    });
  });

  it('sets one password if it is a reset token, and exactly that password works afterwards', async () => {
    const { coffer } = stage();
    const person = await Person.of(coffer, 'forgetful');
    await person.verifyEmail();
    await inRounds('one reset token', async (round) => {
      must(await coffer.admin.send('post', `/users/${person.id}/reset-password`));
      const token = await person.mailed();
      const passwordOf = (turn: number) => `Harbor-${round}-Kettle-${turn}-Violet`;
      const bodyOf = (turn: number) => ({ token, new_password: passwordOf(turn) });
      const answers = await stage().atOnce('/auth/password/reset', bodyOf);
      const won = answers.indexOf(oneWinner(answers, ['401 invalid_reset_token']));
      await coffer.nobody.login(person.username, passwordOf(won));
    });
  });
}

export function passwordRaces(stage: () => Stage): void {
  let person: Person;
  beforeAll(async () => {
    person = await Person.of(stage().coffer, 'target');
    // With a second factor, a right password opens no session and clears no count.
    await person.enrolApp();
  });

  const logIn = (nobody: Api, password: string, network?: Record<string, string>) =>
    nobody.post('/auth/login', { username: person.username, password }, network);

  it('are checked five times for one network, and the right one only if it is among these five [R11]', async () => {
    const { coffer } = stage();
    let accepted = 0;
    const since = async (before: AttemptRows) => (await AttemptRows.of(coffer.site)).since(before);
    for (let round = 0; round < RACE_ROUNDS; round += 1) {
      await stage().unlock(person.id);
      const before = await AttemptRows.of(coffer.site);
      const right = randomInt(AT_ONCE);
      const network = fromNetwork(round);
      const bodyOf = (turn: number) => ({ username: person.username, password: turn === right ? PASSWORD : WRONG });
      const answers = await stage().atOnce('/auth/login', bodyOf, { headersOf: () => network });
      const opened = opensFor(answers);
      expect(opened.filter((turn) => turn !== right)).toEqual([]);
      expectCounted(await since(before), PER_NETWORK, answers);
      // More requests were given up than the limit had to refuse.
      while ((await since(before)).lookedAt < PER_NETWORK) await logIn(coffer.nobody, WRONG, network);
      expect((await since(before)).perNetwork).toEqual([PER_NETWORK]);
      expect(opensFor([await logIn(coffer.nobody, PASSWORD, network)])).toEqual([]);
      accepted += opened.length;
    }
    expect(accepted).toBeLessThanOrEqual(mostOf(RACE_ROUNDS, PER_NETWORK / AT_ONCE));
    stage().print(RACE_ROUNDS, 'one right and 49 wrong passwords of one network', `looked at: exactly ${PER_NETWORK}`);
  });

  it(`are checked ${PER_ACCOUNT} times from ${NETWORKS} networks, and the owner can still log in [R11] [R14]`, async () => {
    const { coffer } = stage();
    for (let round = 0; round < RACE_ROUNDS; round += 1) {
      await stage().unlock(person.id);
      const before = await AttemptRows.of(coffer.site);
      const headersOf = (turn: number) => fromNetwork(turn, 1 + (round % 100));
      const wrong = { username: person.username, password: WRONG };
      const answers = await stage().atOnce('/auth/login', () => wrong, { count: NETWORKS, headersOf });
      expect(opensFor(answers)).toEqual([]);
      const attempts = (await AttemptRows.of(coffer.site)).since(before);
      expectCounted(attempts, PER_ACCOUNT, answers);
      expect(attempts.perNetwork).toEqual(Array(attempts.lookedAt).fill(1));
      // More requests were given up than the limit had to refuse.
      for (let left = attempts.lookedAt; left < PER_ACCOUNT; left += 1) {
        await logIn(coffer.nobody, WRONG, fromNetwork(100 + left));
      }
      expect(opensFor([await logIn(coffer.nobody, PASSWORD, fromNetwork(200))])).toEqual([]);
      expect(opensFor([await logIn(coffer.nobody, PASSWORD)])).toEqual([0]);
    }
    stage().print(RACE_ROUNDS, `${NETWORKS} wrong passwords of as many networks`, `looked at: exactly ${PER_ACCOUNT}`);
  });
}

function expectEnded(answer: Answer): void {
  expectProblem(answer, 401, 'unauthenticated');
}

/** One MFA token for each racing request. The right password does not count as a failure. */
async function mfaTokens(stage: Stage, { username }: Person): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < AT_ONCE) {
    const missing = { count: AT_ONCE - tokens.length };
    const answers = await stage.atOnce('/auth/login', () => ({ username, password: PASSWORD }), missing);
    tokens.push(...answers.filter(({ status }) => status !== 503).map((answer) => must(answer).body.mfa_token));
  }
  return tokens;
}

/** Enrols an app with the previous code. Repeats it if that code expires on the way. */
async function enrolEarlier(person: Person): Promise<void> {
  await person.beginApp();
  await eventually(async () => must(await person.api.post('/auth/mfa/totp/confirm', { code: person.shown(-1) })));
}

/** Runs a race of an app's code. It is undecided if nobody won since a slow machine let the code expire. */
async function whileShown<T>(person: Person, code: string, race: () => Promise<T>): Promise<T> {
  return race().catch((error: unknown) => {
    const isShown = [-1, 0, 1].some((steps) => person.shown(steps) === code);
    throw isShown || !String(error).includes('"accepted": 0')
      ? error
      : new Undecided('the code expired during its race');
  });
}

/** Sends each code from another network, so that the lockout refuses none. Returns the accepted one. */
async function verifyAtOnce(
  stage: Stage,
  person: Person,
  bodyOf: (turn: number) => object,
  losses: readonly string[],
): Promise<number> {
  const answers = await stage.atOnce('/auth/mfa/verify', bodyOf, { headersOf: fromNetwork });
  const won = oneWinner(answers, losses);
  if (won.status === 200) must(await stage.coffer.nobody.as(won.body.access_token).get('/auth/me'));
  await stage.unlock(person.id);
  return answers.indexOf(won);
}

/** The answers that the password opened. Each other answer must be the one refusal or was given up. */
function opensFor(answers: readonly Answer[]): number[] {
  return answers.flatMap((answer, turn) => {
    if (hasLanded(answer)) return [turn];
    if (isGivenUp(answer) || mayHaveLanded(answer)) return [];
    expectProblem(answer, 401, 'invalid_credentials');
    return [];
  });
}

/** Each attempt was counted, and checked while the limit allowed it. Attempts that were given up may be either. */
function expectCounted({ lookedAt, refused }: Attempts, limit: number, answers: readonly Answer[]): void {
  const counted = lookedAt + refused;
  expect(lookedAt).toBe(Math.min(limit, counted));
  const failed = answers.filter(({ status }) => status !== 200);
  expect(counted).toBeLessThanOrEqual(failed.length);
  expect(counted).toBeGreaterThanOrEqual(failed.filter(({ status }) => status !== 503).length);
}

/** The bound that a count of `rounds` with this chance exceeds less than once in 50,000 runs: five deviations. */
function mostOf(rounds: number, chance: number): number {
  return Math.floor(1 + rounds * chance + 5 * Math.sqrt(rounds * chance * (1 - chance)));
}
