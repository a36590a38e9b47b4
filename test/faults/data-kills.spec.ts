import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../e2e/support/people/accounts.js';
import { type Api, PASSWORD } from '../e2e/support/processes/api.js';
import { describePairs, embeddedSite } from '../e2e/support/processes/pairs.js';
import { REPEATED_CREATIONS } from './boundaries/creations.js';
import { REPEATED_ERASURES } from './boundaries/erasure.js';
import {
  everyOther,
  expectRepeatable,
  type Interruption,
  interruptAll,
  OWN_DATA_OPERATIONS,
  tellAll,
  truthOf,
  untrue,
} from './boundaries/interruptions.js';
import { SENSITIVE_DATA_OPERATIONS } from './boundaries/sensitive-data.js';
import { VAULT_OPERATIONS } from './boundaries/vaults.js';
import { eventually } from './support/eventually.js';
import { FaultyServer } from './support/faulty-server.js';
import { Bystanders } from './support/kept-data.js';
import { expectNothingOf } from './support/remains.js';
import { IS_THOROUGH, ROUNDS } from './support/rounds.js';
import { Trail } from './support/trail.js';
import { Trial } from './support/trial.js';
import { surely } from './support/undecided.js';
import { VaultClients } from './support/vault-clients.js';

/** Milliseconds. Longer than the audit's deadline of 2 s. */
const NAP_MS = 2_500;
const BYSTANDERS = 3;
const CLIENTS = 4;
/** How often a process is killed at a random moment under load. */
const KILLS = IS_THOROUGH ? 5 * ROUNDS : 1;
const LONGEST_LIFE_MS = 1_500;

describePairs('the data that accounts own, under kills and freezes', (open) => {
  /** Wakes a frozen process, which continues. Nothing was settled meanwhile. */
  const isAlone = open === embeddedSite;
  /** Runs on the pair where a fault shows most; with `npm run test:faults` on every pair. */
  const itOn = (isHere: boolean, ...test: Parameters<typeof it>) => (isHere || IS_THOROUGH) && it(...test);
  let trial: Trial;
  let bystanders: Bystanders;
  beforeAll(async () => {
    trial = await Trial.open('own data', open);
    await trial.start();
    await trial.enter('root_admin', PASSWORD);
    bystanders = await Bystanders.of(trial.coffer, BYSTANDERS);
  });
  afterAll(() => trial?.end());

  async function expectNothingLost(api: Api = trial.admin): Promise<Trail> {
    await trial.figures.expectNothingLost(bystanders, api);
    return trial.expectNothingLost(api);
  }

  /** Repeats what was cut off before it is settled: the repetition does it or finds it done. */
  async function repeat(cutOff: readonly Interruption[]): Promise<void> {
    const again = cutOff.flatMap(({ attempt }) => attempt.again ?? []);
    const answers = await Promise.all(again.map((repeat) => surely(() => repeat(trial.admin))));
    for (const { attempt } of cutOff) await attempt.afterwards?.(trial.admin);
    const receipts = answers.filter(({ status }) => status === 200);
    for (const { body } of receipts) expect(body.sample.opened).toBe(false);
    expect(receipts.length).toBeGreaterThan(0);
    // 404: the account was removed before the kill, or since then by the settlement.
    const others = answers.filter(({ status }) => status !== 200);
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 404));
  }

  itOn(false, 'is changed by nobody who sleeps behind the back of the node that settled it [R69]', async () => {
    const other = isAlone ? null : await FaultyServer.start(trial.site);
    const awake = other ? await trial.clientOf(other.server) : trial.admin;
    const held = await interruptAll(trial, OWN_DATA_OPERATIONS);
    await trial.server.freeze();
    if (other) await Trail.settled(awake);
    else await pause(NAP_MS);
    const released = trial.server.release();
    trial.server.thaw();
    await released;
    const answers = await Promise.all(held.map(({ answer }) => answer));
    const told = await tellAll(held, await expectNothingLost(awake), awake);
    expect(untrue(told)).toEqual([]);
    for (const [at, status] of answers.entries()) {
      if (Number(status) < 300) expect([['succeeded'], ['unknown']]).toContainEqual(told[at]?.outcomes);
    }
    await other?.kill();
  });

  itOn(isAlone, 'leaves nothing where its owner is deleted while it is on its way', async () => {
    const leavers: { id: string; username: string }[] = [];
    const held = await interruptAll(trial, [...VAULT_OPERATIONS, ...SENSITIVE_DATA_OPERATIONS]);
    for (const { attempt } of held) {
      const { body } = await trial.admin.get(`/users/${attempt.ownerId}`);
      leavers.push(body);
      const removed = await surely(() => trial.admin.delete(`/users/${body.id}`));
      // 404: the settlement of a try that was given up was first.
      if (removed.status !== 404) must(removed);
    }
    await trial.server.release();
    await Promise.all(held.map(({ answer }) => answer));
    await trial.expectNothingLost();
    for (const [at, leaver] of leavers.entries()) {
      const left = await expectNothingOf(trial.site, leaver).catch((error: unknown) => error);
      expect({ late: held[at]?.name, left }).toEqual({ late: held[at]?.name });
    }
  });

  it('is all of one generation after each kill at any moment, and every entry as its client was told [R65]', async () => {
    const clients = await VaultClients.of(trial.coffer, CLIENTS);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const work = clients.work(trial.admin);
      await eventually(() => expect(clients.published).toBeGreaterThanOrEqual(kill));
      await pause(Math.random() * LONGEST_LIFE_MS);
      await trial.server.kill();
      trial.died(await work);
      await trial.start();
      await trial.figures.expectNothingLost(clients, trial.admin);
    }
    await trial.figures.expectNothingLost(bystanders, trial.admin);
  });

  for (let round = 1; round <= ROUNDS; round += 1) {
    it(`is complete or absent after a kill at any boundary, as the audit says, and exists once when it is repeated (round ${round}) [R65] [R69] [R88]`, async () => {
      const retried = await interruptAll(trial, [...REPEATED_ERASURES, ...REPEATED_CREATIONS]);
      const held = await interruptAll(trial, isAlone ? OWN_DATA_OPERATIONS : everyOther(0, OWN_DATA_OPERATIONS));
      await trial.server.kill();
      for (const { answer } of [...retried, ...held]) expect(typeof (await answer)).toBe('string');
      trial.died(retried.length + held.length);
      await trial.start();
      await repeat(retried);
      const told = await tellAll(held, await expectNothingLost(), trial.admin);
      expect(untrue(told)).toEqual([]);
      expect(told.map(({ name, outcomes }) => `${name}: ${outcomes}`)).toEqual(held.map(truthOf));
      for (const one of held) await expectRepeatable(one, trial.admin);
      // The settlement has neither created nor removed anything after the first repetition.
      for (const { attempt } of retried) await attempt.afterwards?.(trial.admin);
    });
  }
});
