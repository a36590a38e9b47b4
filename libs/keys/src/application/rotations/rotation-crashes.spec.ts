import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { ManualClock, settled } from '#kernel/testing';
import { MASTER_RING, SECRETS_RING, userRing } from '../../domain/key-ring.js';
import { type Tap } from '../../testing/keys-in-memory.js';
import { RotationNode, RotationWorld } from '../../testing/rotation-nodes.js';

const RINGS = [MASTER_RING, SECRETS_RING, userRing('0')];
const isClosed = ({ phase }: { phase: string }) => phase === 'closed';

const quiet: Tap = () => {};

/** Expects everything under version 2, and version 1 gone. */
async function requireRotated(world: RotationWorld, ring: string): Promise<void> {
  await world.requireWhole();
  expect(world.states(ring)).toEqual(['destroyed', 'active']);
  if (ring === MASTER_RING) {
    expect(world.keyring.masters).toEqual([2]);
    const wraps = await Promise.all([...world.keyring.held.keys()].map((held) => world.keyring.wraps(held)));
    expect(wraps.flatMap((one) => one?.versions ?? []).every(({ wrappedUnder }) => wrappedUnder === 2)).toBe(true);
    return;
  }
  expect(world.sealedUnder(ring)).toEqual([2]);
  expect((await world.keyring.wraps(ring))?.versions.map(({ version }) => version)).toEqual([2]);
}

/** How many calls a whole rotation makes, before and after each. */
async function boundariesOf(ring: string): Promise<number> {
  const world = await RotationWorld.make();
  const node = new RotationNode(world);
  const { id } = await node.ask(ring);
  let calls = 0;
  world.tap = () => void calls++;
  await node.drive(id, isClosed);
  world.tap = quiet;
  await requireRotated(world, ring);
  return calls;
}

describe.each(RINGS)('a rotation of %s', (ring) => {
  it('loses nothing when its process dies at any call, and another process finishes it [R59]', async () => {
    const boundaries = await boundariesOf(ring);
    expect(boundaries).toBeGreaterThan(40);
    for (let crashAt = 1; crashAt <= boundaries; crashAt++) {
      const world = await RotationWorld.make();
      const [dying, next] = [new RotationNode(world), new RotationNode(world)];
      const { id } = await dying.ask(ring);
      let calls = 0;
      world.tap = () => {
        if (++calls >= crashAt) throw new Error('crash');
      };
      await dying.drive(id, () => calls >= crashAt).catch(() => {});
      world.tap = quiet;
      expect(calls).toBeGreaterThanOrEqual(crashAt);
      await world.requireWhole();
      world.pass();
      await next.drive(id, isClosed);
      await requireRotated(world, ring);
    }
  });

  it.each([
    ['does not answer', (moment: string) => moment === 'before' && new PartUnavailable('keyring')],
    ['loses an answer', (moment: string) => moment === 'after' && new OutcomeUnknown()],
  ])('continues by itself after a part %s once, at any call [R60]', async (_, failure) => {
    const boundaries = await boundariesOf(ring);
    for (let failAt = 1; failAt <= boundaries; failAt++) {
      const world = await RotationWorld.make();
      const node = new RotationNode(world);
      const { id } = await node.ask(ring);
      let calls = 0;
      world.tap = (_call, moment) => {
        const error = ++calls === failAt && failure(moment);
        if (error) throw error;
      };
      await node.drive(id, isClosed);
      world.tap = quiet;
      await requireRotated(world, ring);
    }
  });

  it('allows reads and writes at each of its calls [R61]', async () => {
    const world = await RotationWorld.make();
    const node = new RotationNode(world);
    const { id } = await node.ask(ring);
    const tap: Tap = async () => {
      world.tap = quiet;
      await world.requireWhole();
      world.tap = tap;
    };
    world.tap = tap;
    await node.drive(id, isClosed);
    await requireRotated(world, ring);
  });

  it('ends correctly when two processes work on it at once [R60]', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const world = await RotationWorld.make();
      const late = new ManualClock();
      const [one, other] = [new RotationNode(world), new RotationNode(world, late)];
      const { id } = await one.ask(ring);
      let state = seed;
      world.tap = async () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        for (let turns = state % 4; turns > 0; turns--) await settled();
      };
      for (let round = 0; world.rotation(id).phase !== 'closed' && round < 200; round++) {
        // On the second clock each lease of the first node has ended: the second node takes the rotation from it.
        late.at = world.clock.at + 11_000;
        await Promise.all([one.round(), other.round()]);
        world.clock.at = Math.max(world.clock.at + 1_000, world.rotation(id).nextAt ?? 0);
      }
      world.tap = quiet;
      await requireRotated(world, ring);
    }
  });
});
