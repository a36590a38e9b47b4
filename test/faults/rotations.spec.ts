import { MASTER_RING, SECRETS_RING, userRing } from '#keys';
import { must } from '../e2e/support/people/accounts.js';
import { embeddedSite, productionSite, type Site } from '../e2e/support/processes/pairs.js';
import { describeWithEngines } from '../engines/engines.js';
import type { Dice } from '../factories/dice.js';
import {
  type Boundary,
  MASTER_BOUNDARIES,
  SECRETS_BOUNDARIES,
  shareOf,
  userBoundaries,
} from './rotation/boundaries.js';
import { printedDice } from './rotation/dice.js';
import { Kills } from './rotation/kills.js';
import { RotationTrial } from './rotation/rotation-trial.js';
import { SCALE } from './rotation/scale.js';
import { expectWhole, retired } from './rotation/story.js';
import { TwoNodes } from './rotation/two-nodes.js';
import { IS_THOROUGH } from './support/rounds.js';

const INSERT = 'RotationStore.rotations.insert';

/** A boundary in the middle of a page: the rotation has read the values that it will replace. */
const SEALED_ANEW = {
  at: 'SecretStore.heads.replace',
  when: 'before',
  nth: 5,
  with: ['"path":"seeded/'],
} as const;
/** Number of first secrets by id. At that boundary some are sealed anew and some are not. */
const CHANGED = 12;

type Open = (env: Record<string, string>) => Promise<Site>;

function suite(name: string, open: Open): void {
  const looksOften = IS_THOROUGH || open === embeddedSite;
  /** For tests that are alike on every keyring: runs on some sites; with `npm run test:faults` on all. */
  const itOn = (isHere: boolean, ...test: Parameters<typeof it>) => (isHere || IS_THOROUGH) && it(...test);
  let rotations: RotationTrial;
  let kills: Kills;
  let dice: Dice;
  /** Ids of the rotations that reached their end. */
  const ended: string[] = [];

  beforeAll(async () => {
    dice = printedDice();
    rotations = await RotationTrial.open(`rotations, ${name}`, open, SCALE);
    kills = new Kills(rotations);
  });
  afterEach(() => rotations.quiet());
  afterAll(() => rotations?.end());

  /** Starts a rotation, kills the process at each boundary, and follows it until the older keys are gone. */
  async function killedAt(ring: string, path: string, boundaries: readonly Boundary[]): Promise<void> {
    await rotations.start();
    await kills.endIn({ at: INSERT, when: 'after' }, path);
    ended.push(await rotations.running(ring));
    for (const boundary of shareOf(boundaries, SCALE.share, dice.next(SCALE.share))) {
      await kills.endAt(boundary);
      if (looksOften) await rotations.look();
    }
    await rotations.expectAllThere();
    rotations.expectServed();
  }

  it('of the master key goes on, loses nothing and fails no request, whatever step is the last of a process [R59] [R60] [R61]', async () => {
    await rotations.start();
    await kills.endIn({ at: INSERT, when: 'before' }, '/keys/master/rotate');
    await killedAt(MASTER_RING, '/keys/master/rotate', MASTER_BOUNDARIES);
  });

  itOn(open === embeddedSite, 'of the ring of the team secrets goes on likewise [R60] [R61] [R62]', () =>
    killedAt(SECRETS_RING, '/keys/secrets/rotate', SECRETS_BOUNDARIES),
  );

  itOn(open === embeddedSite, "of a person's ring goes on likewise [R60] [R61] [R62]", () => {
    const { person } = rotations;
    return killedAt(userRing(person), `/keys/users/${person}/rotate`, userBoundaries(person));
  });

  itOn(
    open === embeddedSite,
    'of all of them at once, killed at random points, go on likewise, and the audit tells each whole [R63] [R69]',
    async () => {
      const paths = ['/keys/master/rotate', '/keys/secrets/rotate', `/keys/users/${rotations.person}/rotate`];
      const ask = () => Promise.all(paths.map((path) => rotations.rotate(path)));
      for (let kill = 1; kill <= SCALE.kills; kill += 1) {
        await rotations.start();
        await ask();
        await kills.killAfter(dice.next(SCALE.longestLifeMs));
        if (looksOften) await rotations.look();
      }
      await rotations.start();
      const ids = await ask();
      for (const id of ids) await rotations.done(id);
      await retired(rotations, [...ids, ...ended]);
      for (const id of ended) await expectWhole(rotations, id);
      await rotations.stop();
      await rotations.expectAllThere();
      rotations.expectServed();
    },
  );

  itOn(
    open === embeddedSite,
    'of the ring of the team secrets keeps what is changed in the middle of it [R60]',
    async () => {
      const { trial, seeded } = rotations;
      await rotations.start();
      await trial.server.arm({ ...SEALED_ANEW, how: 'park' });
      const id = await rotations.rotate('/keys/secrets/rotate');
      await trial.server.struck();
      const changed = seeded.secrets.slice(0, CHANGED).map((secret) => `/secrets/${secret.id}`);
      for (const path of changed) must(await trial.admin.patch(path, { description: 'changed' }));
      await trial.server.release();
      await rotations.done(id);
      for (const path of changed) expect((await trial.admin.get(path)).body.description).toBe('changed');
      rotations.expectServed();
    },
  );

  // Only one process can open an embedded keyring.
  if (open === embeddedSite) return;
  itOn(
    name === 'Transit',
    'of two nodes go on at the other one after a death (thoroughly: a long sleep, both at once), and nothing is undone [R60] [R63]',
    async () => {
      const path = name === 'KV' ? '/keys/master/rotate' : '/keys/secrets/rotate';
      const nodes = await TwoNodes.start(rotations);
      const ids = IS_THOROUGH ? [await nodes.atOnce(path), await nodes.duringSleep(path)] : [];
      ids.push(await nodes.afterDeath(path));
      await nodes.stop();
      await rotations.start();
      await retired(rotations, ids);
      await rotations.stop();
      await rotations.expectAllThere();
      rotations.expectServed();
    },
  );
}

describe('rotations (SQLite and the local keyring)', () => suite('local', embeddedSite));
describeWithEngines('rotations (MongoDB and OpenBao: Transit)', () => suite('Transit', productionSite));
describeWithEngines('rotations (MongoDB and OpenBao: KV)', () => {
  suite('KV', (env) => productionSite({ ...env, VAULT_MASTER_KEY: 'kv' }));
});
