import { PartUnavailable } from '#kernel';
import { ManualClock, settled } from '#kernel/testing';
import { MASTER_RING, userRing } from '../../domain/key-ring.js';
import { RotationNode, RotationWorld } from '../../testing/rotation-nodes.js';

const RING = userRing('0');
const isDone = ({ state }: { state: string }) => state === 'done';

async function rig(users = 2) {
  const world = await RotationWorld.make(users);
  return { world, node: new RotationNode(world) };
}

describe('the runner', () => {
  it('works on one rotation of the master key and at most four of rings at once', async () => {
    const { world, node } = await rig(8);
    for (let user = 0; user < 8; user++) await node.ask(userRing(String(user)));
    await node.ask(MASTER_RING);
    const open = Promise.withResolvers<void>();
    const begun = new Set<string>();
    world.rings.tap = async (call) => {
      begun.add(call);
      await open.promise;
    };
    await node.runner.look();
    await settled();
    await node.runner.look();
    expect(begun.size).toBe(5);
    expect([...begun]).toContain('load master');
    open.resolve();
    await node.runner.idle();
  });

  it('begins the rotation of the master key even if many rings wait before it', async () => {
    const { world, node } = await rig(60);
    for (let user = 0; user < 60; user++, world.pass(1)) await node.ask(userRing(String(user)));
    const { id } = await node.ask(MASTER_RING);
    await node.round();
    expect(world.rotation(id).state).toBe('done');
  });

  it('leaves alone a rotation that another process holds until its lease ends', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(RING);
    const stored = world.rotations.rotations.peek(id);
    const until = world.clock.at + 10_000;
    if (stored) {
      await world.rotations.rotations.replace({ ...stored.value, worker: 'other', workerUntil: until }, 1, 'take');
    }
    world.clock.at = until - 1;
    await node.round();
    expect(world.rotation(id).phase).toBe('preparing');
    world.clock.at = until;
    await node.round();
    expect(world.rotation(id).state).toBe('done');
  });

  it('pauses longer and longer, up to 30 s, while the keyring does not answer, and then continues', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(MASTER_RING);
    world.keyring.tap = () => {
      throw new PartUnavailable('keyring');
    };
    const tries: number[] = [];
    for (let second = 0; second < 130; second++, world.clock.at += 1_000) {
      const before = node.failures.length;
      await node.round();
      if (node.failures.length > before) tries.push(second);
    }
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121]);
    expect(new Set(node.failures)).toEqual(new Set(['PartUnavailable']));
    world.keyring.tap = () => {};
    await node.drive(id, isDone);
  });

  it('gives a rotation back when it is stopped, so that another process continues at once', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(RING);
    let stopping: Promise<void> | null = null;
    world.tap = (call) => {
      if (call.startsWith('reseal')) stopping ??= node.runner.stop();
    };
    await node.runner.look();
    await node.runner.idle();
    await stopping;
    expect(world.rotation(id)).toMatchObject({ state: 'running', worker: null, workerUntil: 0 });
    world.tap = () => {};
    const other = new RotationNode(world, new ManualClock(world.clock.at));
    await other.round();
    expect(world.rotation(id).state).toBe('done');
    await node.round();
    expect(world.rotation(id).phase).toBe('retiring');
  });
});
