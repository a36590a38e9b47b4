import { VaultAdmin } from '#keyring-vault/testing';
import { userRing } from '#keys';
import { must, newAccount } from '../e2e/support/people/accounts.js';
import { PASSWORD } from '../e2e/support/processes/api.js';
import { productionSite } from '../e2e/support/processes/pairs.js';
import { describeWithOwnEngines } from '../engines/engines.js';
import type { Operation } from './boundaries/boundary.js';
import { ERASURE_OPERATIONS } from './boundaries/erasure.js';
import { interruptAll, tellAll, untrue } from './boundaries/interruptions.js';
import { aPersonWithApp, logIn } from './boundaries/people.js';
import { POLICY_OPERATIONS } from './boundaries/policies.js';
import { ASKS_FOR_FACTOR, tokenOf } from './boundaries/second-steps.js';
import { newPath, SECRET_OPERATIONS, secretOf } from './boundaries/secrets.js';
import { keepsNote } from './boundaries/sensitive-data.js';
import { SESSION_OPERATIONS } from './boundaries/sessions.js';
import { PUBLISHES_REKEY } from './boundaries/vaults.js';
import { bounded, boundedUntil, inTime } from './support/bounded.js';
import { eventually } from './support/eventually.js';
import { valueAt } from './support/kept-secrets.js';
import { expectNothingOf } from './support/remains.js';
import { ROUNDS } from './support/rounds.js';
import { Trial } from './support/trial.js';
import { Writers } from './support/writers.js';

/** Codes of a write whose store is away. Each says what is known of the outcome. */
const AWAY = ['store_unavailable', 'audit_unavailable', 'outcome_unknown', 'outcome_unrecorded'];

const AWAY_KEYRING = 'keyring_unavailable';

const isShort = (operation: Operation) => operation.boundaries.length <= 4;
/** Operations that each change another collection by one compare-and-set or insert. */
const ONE_DOCUMENT = [...SECRET_OPERATIONS, ...SESSION_OPERATIONS, ASKS_FOR_FACTOR, ...POLICY_OPERATIONS];
/** The erasure of an account has many steps, and a fault may stop any of them. */
const WRITES = [...ONE_DOCUMENT.filter(isShort), PUBLISHES_REKEY, ...ERASURE_OPERATIONS];
/** The session has ended, and the token is refused as always. What the audit does not take is recorded later. */
const REFUSED_ANYWAY = 'a used refresh token comes again: after SessionStore.sessions.replace';

describeWithOwnEngines('the production pair under faults of its engines', (own) => {
  let trial: Trial;
  let vault: VaultAdmin;
  beforeAll(async () => {
    trial = await Trial.open('engine faults', () => productionSite({}, own()));
    vault = new VaultAdmin(own());
    await trial.start();
    await trial.enter('root_admin', PASSWORD);
  });
  afterAll(() => trial?.end());

  const health = (path: './health' | './health/ready') => bounded(() => trial.admin.as(null).get(path));

  async function expectDown(part: 'store' | 'keyring'): Promise<void> {
    expect((await health('./health')).status).toBe(200);
    await eventually(async () => {
      const { status, body } = await health('./health/ready');
      expect({ status, part: body.parts[part] }).toEqual({ status: 503, part: 'down' });
    });
  }

  async function recovered(): Promise<void> {
    const ready = async () => expect((await health('./health/ready')).status).toBe(200);
    await eventually(ready, undefined, 200);
  }

  for (const [away, back] of [
    ['pause', 'resume'],
    ['kill', 'start'],
  ] as const) {
    it(`answers 503 in bounded time to every write that meets a database under ${away}, settles it truthfully and recovers by itself [R89]`, async () => {
      const seen = await secretOf(trial.admin, trial.kept);
      const held = await interruptAll(trial, WRITES);
      await own().control[away]('mongodb');
      await trial.server.release();
      const answers = await inTime(() => Promise.all(held.map(async ({ name, answer }) => [name, await answer])));
      trial.figures.failedRequests += answers.length;
      expect(answers).toEqual(held.map(({ name }) => [name, name === REFUSED_ANYWAY ? 401 : 503]));
      await expectDown('store');
      const reads = await Promise.all([
        bounded(() => trial.admin.get(`/secrets/${seen.id}/reveal`)),
        bounded(() => trial.admin.as(null).post('/auth/login', { username: 'root_admin', password: PASSWORD })),
      ]);
      for (const { status, body } of reads)
        expect({ status, away: AWAY.includes(body.code) }).toEqual({ status: 503, away: true });
      await own().control[back]('mongodb');
      await recovered();
      const trail = await trial.expectNothingLost();
      expect(untrue(await tellAll(held, trail, trial.admin))).toEqual([]);
    });
  }

  it('keeps everything that it acknowledged while the database is killed and started under load [R89]', async () => {
    const place = { url: trial.admin.url, token: trial.admin.token };
    const writers = new Writers(() => place, trial.kept, 8);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const before = writers.acknowledged;
      await eventually(() => expect(writers.acknowledged).toBeGreaterThan(before + 50));
      const failed = writers.failed;
      await own().control.kill('mongodb');
      trial.figures.kills += 1;
      await eventually(() => expect(writers.failed).toBeGreaterThan(failed));
      await own().control.start('mongodb');
      await recovered();
    }
    await writers.stop();
    trial.figures.failedRequests += writers.failed;
    expect(writers.unexpected).toEqual([]);
    await trial.expectNothingLost();
  });

  const outages = {
    sealed: { begin: () => vault.seal(), end: () => vault.unseal() },
    paused: { begin: () => own().control.pause('vault'), end: () => own().control.resume('vault') },
    killed: { begin: () => own().control.kill('vault'), end: () => own().control.start('vault') },
  };
  for (const [state, { begin, end }] of Object.entries(outages)) {
    it(`seals and opens with keys in use while OpenBao is ${state}, does neither without them, and recovers by itself [R90]`, async () => {
      const { id, path } = await secretOf(trial.admin, trial.kept);
      const doomed = must(await trial.admin.post('/users', newAccount(`doomed_${state}`))).body;
      await keepsNote(await trial.admin.login(doomed.username, PASSWORD), 'a note of who is deleted');
      const remove = (...codes: string[]) => boundedUntil(() => trial.admin.delete(`/users/${doomed.id}`), ...codes);
      const reveal = (...codes: string[]) => boundedUntil(() => trial.admin.get(`/secrets/${id}/reveal`), ...codes);
      const draft = newPath();
      const { person } = await aPersonWithApp(trial);
      const mfa_token = await tokenOf(trial.admin, person);
      const showCode = (...codes: string[]) => {
        const step = { mfa_token, method: 'totp', code: person.shown() };
        return boundedUntil(() => trial.admin.as(null).post('/auth/mfa/verify', step), ...codes);
      };
      must(await reveal());
      await begin();
      expect((await reveal()).body.value).toBe(valueAt(path, 2));
      const held = newPath();
      const sealed = await boundedUntil(() => trial.admin.post('/secrets', { path: held, value: valueAt(held, 1) }));
      expect(sealed.status).toBe(201);
      const withKeyring = await Promise.all([
        boundedUntil(() => trial.admin.post('/users', newAccount(`late_${state}`)), AWAY_KEYRING),
        remove('outcome_unknown'),
      ]);
      expect(withKeyring.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
        '503 keyring_unavailable',
        '503 outcome_unknown',
      ]);
      // Without the proof there is no receipt. The account is being deleted, nobody can log in, and the deletion continues.
      expect(await remove('outcome_unknown')).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } });
      expect(must(await trial.admin.get(`/users/${doomed.id}`)).body.state).toBe('deleting');
      expect((await logIn(trial.admin, doomed)).status).toBe(401);
      await trial.server.forgetKeys();
      const without = await Promise.all([
        reveal(AWAY_KEYRING),
        boundedUntil(() => trial.admin.post('/secrets', { path: draft, value: valueAt(draft, 1) }), AWAY_KEYRING),
        boundedUntil(() => trial.admin.put(`/secrets/${id}/rotate`, { value: valueAt(path, 3) }), AWAY_KEYRING),
      ]);
      for (const { status, body } of without) {
        expect({ status, code: body.code }).toEqual({ status: 503, code: 'keyring_unavailable' });
      }
      await trial.server.forgetKeys(userRing(person.id));
      for (let round = 1; round <= 2; round += 1) {
        // Four at once, twice: more than the limit allows if these attempts counted.
        const codes = await Promise.all(Array.from({ length: 4 }, () => showCode(AWAY_KEYRING)));
        expect(codes.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
          Array(4).fill('503 keyring_unavailable'),
        );
      }
      await expectDown('keyring');
      await end();
      await recovered();
      must(await showCode());
      const receipt = await remove();
      // Or the settlement did it first.
      if (receipt.status !== 404) expect(must(receipt).body.sample.opened).toBe(false);
      await expectNothingOf(trial.site, doomed);
      expect((await trial.admin.get(`/secrets/by-path?path=${draft}`)).status).toBe(404);
      must(await trial.admin.post('/users', newAccount(`late_${state}`)));
      await trial.expectNothingLost();
      expect((await trial.admin.get(`/users/${doomed.id}`)).status).toBe(404);
    });
  }
});
