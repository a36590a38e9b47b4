import { randomBytes } from 'node:crypto';
import { must } from '../e2e/support/people/accounts.js';
import { Person } from '../e2e/support/people/person.js';
import { PASSWORD } from '../e2e/support/processes/api.js';
import { embeddedSite } from '../e2e/support/processes/pairs.js';
import { fromNetwork, Stage } from './races/stage.js';
import { IS_THOROUGH } from './support/rounds.js';
import { failedLogins, PER_NETWORK, WRONG } from './times/failed-logins.js';
import { type Kind, Stopwatch } from './times/stopwatch.js';

const LOGINS = 1_000;
const OTHERS = 300;
/** Names of each kind. Each gets 40 logins: fewer than lock a name over all networks. */
const NAMES = 25;
const { nameOf, kind: loginOf } = failedLogins(NAMES);
/** The network from which locked accounts are tried. */
const LOCKED_LANE = 99;

const describeThorough = IS_THOROUGH ? describe : describe.skip;

describeThorough('the time of an answer (measured by npm run test:faults alone: it takes minutes)', () => {
  let stage: Stage;
  let stopwatch: Stopwatch;
  beforeAll(async () => {
    stage = await Stage.open(embeddedSite, 1, { LOCKOUT_MINUTES: '60' });
    stopwatch = new Stopwatch(stage.coffer.server.url, stage.name);
    for (const make of [known, unverified, locked, disabled, derived])
      for (let at = 0; at < NAMES; at += 1) await make(at);
  });
  afterAll(async () => {
    stopwatch?.close();
    await stage?.close();
  });

  async function known(at: number): Promise<void> {
    await (await Person.of(stage.coffer, nameOf('known', at))).verifyEmail();
  }
  async function unverified(at: number): Promise<void> {
    await Person.of(stage.coffer, nameOf('fresh', at));
  }
  async function locked(at: number): Promise<void> {
    const { username } = await Person.of(stage.coffer, nameOf('locked', at));
    for (let time = 0; time < PER_NETWORK; time += 1) {
      await stage.coffer.nobody.post('/auth/login', { username, password: WRONG }, fromNetwork(0, LOCKED_LANE));
    }
  }
  async function disabled(at: number): Promise<void> {
    const { id } = await Person.of(stage.coffer, nameOf('ended', at));
    must(await stage.coffer.admin.send('post', `/users/${id}/disable`));
  }
  async function derived(at: number): Promise<void> {
    const username = nameOf('secret', at);
    const kdf = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };
    const encryption_salt = randomBytes(16).toString('base64');
    const login_secret = randomBytes(32).toString('base64url');
    const account = { username, email: `${username}@example.org`, login_secret, kdf, encryption_salt };
    must(await stage.coffer.nobody.post('/auth/register', account));
  }

  it('does not tell a login of an unknown name, a wrong credential, a locked and a disabled account apart [R13]', async () => {
    const kinds = [
      loginOf('unknown', 'nobody', { password: WRONG }),
      loginOf('wrong', 'known', { password: WRONG }),
      loginOf('wrong secret', 'secret', { login_secret: randomBytes(32).toString('base64url') }),
      loginOf('locked', 'locked', { password: PASSWORD }, { headersOf: () => fromNetwork(0, LOCKED_LANE) }),
      loginOf('disabled', 'ended', { password: PASSWORD }),
    ];
    await stopwatch.expectAlike('login', kinds, LOGINS);
  });

  it('does not tell an account from a name without one before a login [R13]', async () => {
    const kind = (name: string, username: string): Kind => ({
      name,
      path: '/auth/prelogin',
      bodyOf: (turn) => ({ username: nameOf(username, turn) }),
      answer: '200',
    });
    await stopwatch.expectAlike('prelogin', [kind('unknown', 'nobody'), kind('known', 'known')], OTHERS);
  });

  it('does not tell a verified address, an unverified one and none apart when a password is forgotten [R15]', async () => {
    const kind = (name: string, username: string): Kind => ({
      name,
      path: '/auth/password/forgot',
      bodyOf: (turn) => ({ username: nameOf(username, turn) }),
      answer: '202',
    });
    const kinds = [kind('unknown', 'nobody'), kind('verified', 'known'), kind('unverified', 'fresh')];
    await stopwatch.expectAlike('forgot', kinds, OTHERS);
  });
});
