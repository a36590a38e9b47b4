import { newId } from '#kernel';
import { must } from '../e2e/support/people/accounts.js';
import { type Answer, PASSWORD } from '../e2e/support/processes/api.js';
import { describePairs } from '../e2e/support/processes/pairs.js';
import { withoutRepeats } from '../e2e/support/processes/patience.js';
import { StartFailed } from '../e2e/support/processes/server.js';
import {
  everyOther,
  expectRepeatable,
  interruptAll,
  OPERATIONS,
  tellAll,
  truthOf,
  untrue,
} from './boundaries/interruptions.js';
import { aPerson, logIn } from './boundaries/people.js';
import { secretOf } from './boundaries/secrets.js';
import type { Fault } from './program/fault.js';
import { eventually } from './support/eventually.js';
import { valueAt } from './support/kept-secrets.js';
import { ROUNDS } from './support/rounds.js';
import { type Story, tellTogether } from './support/stories.js';
import { Trial } from './support/trial.js';
import { decided, notBusy } from './support/undecided.js';

const MAX_FAILED_LOGINS = 5;
/** For the story of the purge. */
const PURGES_SOON = { SECRET_RETENTION: '1s' };

const kill = (when: Fault['when'], at: string, ...parts: string[]): Fault => ({ at, when, how: 'kill', with: parts });

interface Guesser {
  readonly username: string;
  guess(): Promise<Answer>;
}

describePairs('a process that is killed between its steps', (open) => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.withMail('process kills', open);
  });
  afterAll(() => trial?.end());

  async function setUpAs(username: string): Promise<Answer> {
    const token = trial.server.server.setupToken ?? 'none-is-valid-any-more-whatever-it-was';
    const person = { token, username, email: `${username}@example.org`, password: PASSWORD };
    return trial.admin.post('/setup', person);
  }

  async function loginStatus(username: string): Promise<number> {
    return (await trial.admin.as(null).post('/auth/login', { username, password: PASSWORD })).status;
  }

  async function diesAtStart(fault: Fault): Promise<void> {
    const failure = await trial.start({}, fault).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartFailed);
    // The signal ended it, not a refusal to start.
    expect(failure).toMatchObject({ exitCode: null });
    trial.died(0);
  }

  it('creates its keys once, after a kill at any step of the first start [R59] [R64]', async () => {
    await diesAtStart(kill('after', 'KeyManagement.createMaster'));
    await diesAtStart(kill('after', 'KeyManagement.createRing'));
    await diesAtStart(kill('after', 'KeyRingStore.rings.insert', 'secrets'));
    await diesAtStart(kill('after', 'KeyRingStore.rings.insert', 'master'));
    await trial.start();
  });

  it('leaves an unusable account, or one that the next start completes, if setup is cut off', async () => {
    await trial.server.arm(kill('after', 'UserStore.users.insert'));
    await trial.dieOf(() => setUpAs('too_early'));
    await trial.start();
    expect(await loginStatus('too_early')).toBe(401);
    await trial.server.arm(kill('after', 'SetupStore.setups.replace'));
    await trial.dieOf(() => setUpAs('root_admin'));
    await diesAtStart(kill('before', 'UserStore.users.replace'));
    await diesAtStart(kill('after', 'UserStore.users.replace'));
    await diesAtStart(kill('after', 'AuthorizationModelStore.models.replace'));
    await trial.start(PURGES_SOON);
    expect(trial.server.server.setupToken).toBeNull();
    expect(await loginStatus('too_early')).toBe(401);
    await trial.enter('root_admin', PASSWORD);
    expect(await setUpAs('too_late')).toMatchObject({ status: 404 });
    must(await trial.admin.get('/users'));
  });

  /** Somebody whose next wrong password is the last one that is looked at. */
  async function aGuesser(): Promise<Guesser> {
    const { username } = await aPerson(trial);
    const logIn = (password: string) =>
      withoutRepeats(() => trial.admin.as(null).post('/auth/login', { username, password }));
    const guess = () => logIn(`${PASSWORD}-not`);
    const guessOften = async () => {
      for (let attempt = 1; attempt < MAX_FAILED_LOGINS; attempt += 1) expect(notBusy(await guess()).status).toBe(401);
    };
    await guessOften();
    expect(notBusy(await logIn(PASSWORD)).status).toBe(200);
    await guessOften();
    return { username, guess };
  }

  let guesser: Guesser;
  const stories: Record<string, Story> = {
    async *'completes a purge that had begun, and nothing restores the secret'() {
      const { id, path } = await secretOf(trial.admin, trial.kept);
      trial.kept.mayBeGone(id);
      must(await trial.admin.delete(`/secrets/${id}`));
      await eventually(async () => {
        expect((await trial.admin.get('/secrets?state=deleted')).body.items).toEqual([]);
      });
      const purge = () => trial.server.purge();
      yield trial.hold({ at: 'SecretStore.removeVersions', when: 'before', with: [id] }, purge);
      expect((await trial.admin.post(`/secrets/${id}/restore`)).status).toBe(404);
      yield trial.hold({ at: 'SecretStore.heads.remove', when: 'before', with: [id] }, purge);
      const key = { 'idempotency-key': newId() };
      const { id: next } = await eventually(async () => {
        await purge();
        return must(await trial.admin.post('/secrets', { path, value: valueAt(path, 1) }, key)).body;
      });
      trial.kept.acknowledge(next, 1);
    },

    async *'mails another reset token if it was killed while it mailed one, and no token works twice [R42]'() {
      const person = await aPerson(trial);
      await person.verifyEmail();
      const forgot = () => trial.admin.as(null).post('/auth/password/forgot', { username: person.username });
      yield trial.hold({ at: 'ChallengeStore.challenges.insert', when: 'after', with: [person.id] }, forgot, 202);
      expect(await forgot()).toMatchObject({ status: 202 });
      const form = { token: await person.mailed(), new_password: `${PASSWORD}-next` };
      const reset = () => trial.admin.as(null).post('/auth/password/reset', form);
      yield trial.hold({ at: 'ChallengeStore.challenges.replace', when: 'before', with: [person.id] }, reset, 204);
      expect((await reset()).body.code).toBe('invalid_reset_token');
      must(await logIn(trial.admin, person, {}, form.new_password));
    },

    // While its record is held, no other is written: the other stories are told before.
    async *'records one outcome for a change that was cut off after its intent, and one after its outcome'() {
      const { id, path } = await secretOf(trial.admin, trial.kept);
      const rotate = () => trial.admin.put(`/secrets/${id}/rotate`, { value: valueAt(path, 3) });
      yield trial.hold({ at: 'AuditLog.append', when: 'after', with: ['secret:rotate', 'allowed', id] }, rotate);
      expect(must(await trial.admin.get(`/secrets/${id}`)).body.version).toBe(2);
      yield trial.hold({ at: 'AuditLog.append', when: 'after', with: ['secret:rotate', 'succeeded', id] }, rotate);
      trial.kept.acknowledge(id, 3);
    },

    // The count is written before anything is recorded, so the record that is held above does not keep it from that. This
    // process dies right at the step; the other requests are parked at theirs while it still runs for a moment.
    async *'has counted the attempt during which it was killed [R11]'() {
      await trial.server.arm(kill('after', 'LockoutStore.lockouts.replace'));
      await trial.dieOf(guesser.guess);
      yield null;
      expect(await loginStatus(guesser.username)).toBe(401);
    },
  };

  describe('together with other requests', () => {
    let failed: ReadonlyMap<string, unknown>;
    beforeAll(async () => {
      // Before any record is held. An attempt that a starved machine answered with 503 may be counted.
      guesser = await decided(aGuesser);
      failed = await tellTogether(trial, stories);
    });
    for (const name of Object.keys(stories)) {
      it(name, () => {
        if (failed.has(name)) throw failed.get(name);
      });
    }
  });

  for (let round = 1; round <= ROUNDS; round += 1) {
    it(`records the true outcome of every request that a kill cut off, at any boundary (round ${round}) [R69]`, async () => {
      // One pair is killed at every boundary. The other is killed at half of them and frozen at the rest (zombies.spec.ts).
      const held = await interruptAll(trial, trial.site.pair === 'embedded' ? OPERATIONS : everyOther(0));
      await trial.server.kill();
      for (const { answer } of held) expect(typeof (await answer)).toBe('string');
      trial.died(held.length);
      await trial.start();
      const trail = await trial.expectNothingLost();
      const told = await tellAll(held, trail, trial.admin);
      expect(untrue(told)).toEqual([]);
      expect(told.map(({ name, outcomes }) => `${name}: ${outcomes}`)).toEqual(held.map(truthOf));
      for (const one of held) await expectRepeatable(one, trial.admin);
    });
  }
});
