import type { Leaf } from '#audit';
import { type Action, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { userRing } from '../../domain/key-ring.js';
import { RotationNode, RotationWorld } from '../../testing/rotation-nodes.js';
import { RotationSettlement } from './rotation-settlement.js';

const RING = userRing('0');

async function rig() {
  const world = await RotationWorld.make();
  const node = new RotationNode(world);
  const settlement = new RotationSettlement(world.rotations, world.rings, world.clock);
  const ask = (action: Action, id: string | null, requestId: string, at = world.clock.now()) =>
    settlement.settle({
      action,
      resource_type: 'rotation',
      resource_id: id,
      request_id: requestId,
      at: new Date(at).toISOString(),
    } as Leaf);
  return { world, node, ask };
}

/** The intent of `action` that the node wrote last. */
function intentOf(node: RotationNode, action: Action) {
  const intent = node.records.findLast((one) => one.action === action && one.outcome === 'allowed');
  if (!intent) throw new Error(`no intent of ${action}`);
  return intent;
}

describe('the settlement of an intent about a rotation', () => {
  it('says failed when the rotation was not made, and then it never can be made', async () => {
    const { world, node, ask } = await rig();
    const request = aRequest();
    world.rotations.tap = (call) => {
      if (call.startsWith('rotation insert')) throw new OutcomeUnknown();
    };
    const asking = node.requests.ask(request, { actor: null, name: 'ann' }, RING);
    await expect(asking).rejects.toThrow(OutcomeUnknown);
    world.rotations.tap = () => {};
    const id = intentOf(node, 'key:rotate').resourceId ?? '';
    expect(await ask('key:rotate', id, request.requestId)).toBe('failed');
    expect(world.rotations.rotations.peekAll()).toEqual([]);
    expect((await node.ask(RING)).id).not.toBe(id);
  });

  it('says succeeded when the rotation was made and the answer was lost', async () => {
    const { world, node, ask } = await rig();
    const request = aRequest();
    world.rotations.tap = (call, moment) => {
      if (call.startsWith('rotation insert') && moment === 'after') throw new OutcomeUnknown();
    };
    await node.requests.ask(request, { actor: null, name: 'ann' }, RING).catch(() => {});
    expect(await ask('key:rotate', intentOf(node, 'key:rotate').resourceId, request.requestId)).toBe('succeeded');
  });

  it('asks the descriptor when versions were retired but the rotation could not be saved', async () => {
    const { world, node, ask } = await rig();
    const { id } = await node.ask(RING);
    await node.drive(id, ({ state }) => state === 'done');
    world.clock.at += 31_001;
    world.rings.tap = (call, moment) => {
      if (call !== `replace ${RING}` || moment !== 'after') return;
      world.rotations.tap = () => {
        throw new PartUnavailable('store');
      };
    };
    await node.round();
    world.tap = () => {};
    expect([world.states(RING)[0], world.rotation(id).phase]).toEqual(['retired', 'retiring']);
    // Not a refusal, which the trail would record as `failed`: the settlement finds the outcome.
    expect(node.failures.at(-1)).toBe('OutcomeUnknown');
    const { requestId } = intentOf(node, 'key:retire');
    expect(await ask('key:retire', id, requestId, world.clock.at)).toBe('succeeded');
    expect(await ask('key:retire', id, newId(), world.clock.at)).toBe('failed');
  });

  it('leaves the intent open as long as the keyring may still hold destroyed versions', async () => {
    const { world, node, ask } = await rig();
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    world.clock.at = world.rotation(id).nextAt ?? 0;
    world.keyring.tap = (call) => {
      if (call.startsWith('dropVersions')) throw new PartUnavailable('keyring');
    };
    await node.round();
    const { requestId } = intentOf(node, 'key:destroy');
    await expect(ask('key:destroy', id, requestId, world.clock.at)).rejects.toThrow(PartUnavailable);
    world.keyring.tap = () => {};
    await node.drive(id, ({ phase }) => phase === 'closed');
    expect(await ask('key:destroy', id, requestId, world.clock.at)).toBe('succeeded');
  });

  it('says unknown when the intent names no rotation', async () => {
    const { ask } = await rig();
    expect(await ask('key:rotate', null, newId())).toBe('unknown');
  });
});
