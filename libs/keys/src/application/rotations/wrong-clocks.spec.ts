import { ManualClock } from '#kernel/testing';
import { userRing } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { DEFAULT_KEY_SETTINGS } from '../../ports/key.settings.js';
import { RotationNode, RotationWorld } from '../../testing/rotation-nodes.js';

const DAY = 86_400_000;
const RING = userRing('0');
const { destroyAfterMs } = DEFAULT_KEY_SETTINGS;

describe('a rotation under clocks that are wrong', () => {
  let world: RotationWorld;
  let node: RotationNode;

  beforeEach(async () => {
    world = await RotationWorld.make();
    node = new RotationNode(world);
  });

  /** Looks for wrong times, as long as it takes to see that nobody works on the rotation. */
  async function twoLooks(): Promise<void> {
    await node.misdated.run();
    world.pass(15_000);
    await node.misdated.run();
  }

  async function change(id: string, fields: Partial<Rotation>): Promise<void> {
    const stored = world.rotations.rotations.peek(id);
    if (stored) await world.rotations.rotations.replace({ ...stored.value, ...fields }, stored.revision, 'change');
  }

  it('goes on when the process that held it died with its clock 400 days ahead [R104]', async () => {
    const { id } = await node.ask(RING);
    await change(id, { worker: 'dead', workerUntil: world.clock.at + 400 * DAY });
    await node.round();
    expect(world.rotation(id).phase).toBe('preparing');
    await twoLooks();
    await node.round();
    expect(world.rotation(id).state).toBe('done');
  });

  it('is left to a living process, whether its clock is ahead or this one is behind [R104]', async () => {
    const { id } = await node.ask(RING);
    for (let turn = 0; turn < 5; turn += 1) {
      await change(id, { worker: 'alive', workerUntil: world.clock.at + 400 * DAY + turn });
      await node.misdated.run();
      world.pass(3_000);
    }
    expect(world.rotation(id).worker).toBe('alive');
  });

  it.each([
    ['asked for', async (_: string) => {}],
    ['done', (id: string) => node.drive(id, ({ phase }) => phase === 'retiring')],
    ['retired', (id: string) => node.drive(id, ({ phase }) => phase === 'retired')],
  ])(
    'ends when it was %s under a clock that was 400 days ahead, and destroys nothing too early [R104]',
    async (_, to) => {
      const ahead = new RotationNode(world, new ManualClock(world.clock.at + 400 * DAY));
      const right = node;
      const { id } = await ahead.ask(RING);
      node = ahead;
      await to(id);
      node = right;
      await twoLooks();
      await node.drive(id, ({ phase }) => phase === 'retired');
      await world.requireWhole();
      const waits = (world.rotation(id).nextAt ?? 0) - world.clock.at;
      expect(waits).toBeGreaterThan(destroyAfterMs - DAY);
      expect(waits).toBeLessThanOrEqual(destroyAfterMs);
      expect(world.states(RING)).toEqual(['retired', 'active']);
      const noticed = world.clock.at;
      await node.drive(id, ({ phase }) => phase === 'closed');
      expect(world.states(RING)).toEqual(['destroyed', 'active']);
      expect(world.clock.at - noticed).toBeGreaterThan(destroyAfterMs - DAY);
      expect(world.clock.at - noticed).toBeLessThan(destroyAfterMs + DAY);
    },
  );

  it('counts from the time of notice when only the retirement was dated ahead, long after the rotation was done', async () => {
    const { id } = await node.ask(RING);
    const { finishedAt } = await node.drive(id, ({ phase }) => phase === 'retiring');
    world.pass(20 * DAY);
    const retired = world.clock.at;
    const ahead = new RotationNode(world, new ManualClock(world.clock.at + 400 * DAY));
    await ahead.drive(id, ({ phase }) => phase === 'retired');
    expect(world.rotation(id).finishedAt).toBe(finishedAt);
    await twoLooks();
    world.clock.at = retired + destroyAfterMs - DAY;
    await twoLooks();
    await node.round();
    expect(world.states(RING)).toEqual(['retired', 'active']);
    await node.drive(id, ({ phase }) => phase === 'closed');
    expect(world.clock.at - retired).toBeGreaterThan(destroyAfterMs);
    expect(world.clock.at - retired).toBeLessThan(destroyAfterMs + DAY);
  });

  it('destroys nothing early when a clock that was behind dated the retirement', async () => {
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retiring');
    const done = world.clock.at;
    const right = node;
    node = new RotationNode(world, new ManualClock(world.clock.at - 400 * DAY));
    await node.misdated.run();
    node.clock.at += 15_000;
    await node.misdated.run();
    await node.drive(id, ({ phase }) => phase === 'retired');
    node = right;
    await node.drive(id, ({ phase }) => phase === 'closed');
    expect(world.clock.at - done).toBeGreaterThan(destroyAfterMs - DAY);
    expect(world.clock.at - done).toBeLessThan(destroyAfterMs + DAY);
  });

  it('keeps the date of a retirement that looks ahead only to a clock that is behind', async () => {
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    const retired = world.clock.at;
    const right = node;
    node = new RotationNode(world, new ManualClock(world.clock.at - 400 * DAY));
    await node.misdated.run();
    node.clock.at += 15_000;
    await node.misdated.run();
    await node.round();
    node = right;
    world.clock.at = retired + destroyAfterMs - DAY;
    await node.round();
    expect(world.states(RING)).toEqual(['retired', 'active']);
    await node.drive(id, ({ phase }) => phase === 'closed');
    expect(world.clock.at - retired).toBeGreaterThanOrEqual(destroyAfterMs);
    expect(world.clock.at - retired).toBeLessThan(destroyAfterMs + DAY);
  });

  it('destroys no version by a pass that a clock ahead began: something may need the version since', async () => {
    const [kept] = world.kept;
    await kept?.keep(node.sealing, RING, 'late');
    const late = kept?.rows.get('late');
    kept?.rows.delete('late');
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    if (late) kept?.rows.set('late', late);
    world.pass(destroyAfterMs);
    await change(id, { passStartedAt: world.clock.at + 400 * DAY, place: 'sensitive-data|' });
    await node.round();
    await world.requireWhole();
    await node.drive(id, ({ phase }) => phase === 'closed');
    await world.requireWhole();
    expect(world.sealedUnder(RING)).toEqual([2]);
  });

  it('retires no version while the time is in doubt, because the retirement dates the destruction [R104]', async () => {
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retiring');
    world.clock.resting = 1;
    for (let hour = 0; hour < 24; hour += 1, world.pass(DAY / 24)) await node.round();
    expect(world.states(RING)).toEqual(['retiring', 'active']);
    world.clock.resting = 0;
    await node.drive(id, ({ phase }) => phase === 'closed');
    expect(world.states(RING)).toEqual(['destroyed', 'active']);
  });

  it('destroys no version while the time is in doubt, and destroys it afterwards [R104]', async () => {
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    world.clock.resting = 1;
    for (let day = 0; day < 40; day += 1, world.pass(DAY)) await node.round();
    expect(world.states(RING)).toEqual(['retired', 'active']);
    world.clock.resting = 0;
    await node.drive(id, ({ phase }) => phase === 'closed');
    expect(world.states(RING)).toEqual(['destroyed', 'active']);
  });
});
