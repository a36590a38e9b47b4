import { newId, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { MASTER_RING, SECRETS_RING, shredded, userRing } from '../../domain/key-ring.js';
import { DEFAULT_KEY_SETTINGS } from '../../ports/key.settings.js';
import { RotationNode, RotationWorld } from '../../testing/rotation-nodes.js';

const RING = userRing('0');
const { settleMs, destroyAfterMs } = DEFAULT_KEY_SETTINGS;
const isDone = ({ state }: { state: string }) => state === 'done';
const isClosed = ({ phase }: { phase: string }) => phase === 'closed';

async function rig(users = 2) {
  const world = await RotationWorld.make(users);
  return { world, node: new RotationNode(world) };
}

describe('a rotation', () => {
  it('runs once at a time for a ring: another request gets the one that runs [R63]', async () => {
    const { world, node } = await rig();
    const other = new RotationNode(world);
    const asked = await Promise.all([node.ask(RING), other.ask(RING), node.ask(RING), other.ask(RING)]);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect((await node.ask(MASTER_RING)).id).not.toBe(asked[0]?.id);
    await node.drive(asked[0]?.id ?? '', isDone);
    expect((await node.ask(RING)).id).not.toBe(asked[0]?.id);
  });

  it('is not made for a ring that was never made or was shredded', async () => {
    const { world, node } = await rig();
    await expect(node.ask('user:none')).rejects.toMatchObject({ code: 'not_found' });
    const known = world.rings.rings.peek(RING);
    if (known) await world.rings.rings.replace(shredded(known.value), known.revision, 'shred');
    await expect(node.ask(RING)).rejects.toMatchObject({ code: 'not_found' });
    expect(world.rotations.rotations.peekAll()).toEqual([]);
  });

  it('does not activate a version whose key does not open', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(RING);
    world.keyring.tap = (call) => {
      if (call === `openKey ${RING} 2`) throw new PartUnavailable('keyring');
    };
    for (let round = 0; round < 5; round++, world.pass()) await node.round();
    expect([world.rotation(id).phase, world.states(RING)]).toEqual(['preparing', ['active']]);
    expect((await world.keyring.wraps(RING))?.versions).toHaveLength(2);
  });

  it('is not done as long as one value cannot be moved, and tries again', async () => {
    const { world, node } = await rig();
    const [kept] = world.kept;
    kept?.stuck.add(`${RING}/b`);
    const { id } = await node.ask(RING);
    for (let round = 0; round < 20; round++, world.pass()) await node.round();
    expect(world.rotation(id)).toMatchObject({ state: 'running', phase: 'moving', progress: { failed: 1 } });
    expect(world.states(RING)).toEqual(['retiring', 'active']);
    expect(node.failures).toContain('PassIncomplete');
    kept?.stuck.clear();
    await node.drive(id, isClosed);
    expect(world.sealedUnder(RING)).toEqual([2]);
  });

  it('is not done as long as one ring cannot be re-wrapped', async () => {
    const { world, node } = await rig();
    world.keyring.broken.add(userRing('1'));
    const { id } = await node.ask(MASTER_RING);
    for (let round = 0; round < 10; round++, world.pass()) await node.round();
    expect(world.rotation(id)).toMatchObject({ state: 'running', progress: { done: 3, total: 3, failed: 1 } });
    world.keyring.broken.clear();
    await node.drive(id, isDone);
  });

  it('retires only after a pass that found nothing and began when no older write was under way', async () => {
    const { world, node } = await rig();
    const [kept] = world.kept;
    await kept?.keep(node.sealing, RING, 'late');
    const late = kept?.rows.get('late');
    kept?.rows.delete('late');
    const { id } = await node.ask(RING);
    const began = world.clock.at;
    await node.drive(id, isDone);
    // A slow writer publishes this under the old version after the rotation is done.
    if (late) kept?.rows.set('late', late);
    world.clock.at = began + settleMs;
    await node.round();
    expect(world.states(RING)).toEqual(['retiring', 'active']);
    let passes = 0;
    world.tap = (call, moment) => {
      if (call === 'reseal secrets null' && moment === 'before') passes += 1;
    };
    world.clock.at += 1;
    await node.round();
    expect([passes, world.states(RING), world.sealedUnder(RING)]).toEqual([1, ['retiring', 'active'], [2]]);
    // A value that was read before it was sealed again may still be archived as it was read.
    world.clock.at += settleMs;
    await node.round();
    expect([passes, world.states(RING)]).toEqual([1, ['retiring', 'active']]);
    world.clock.at += 1;
    await node.round();
    expect([passes, world.states(RING), world.sealedUnder(RING)]).toEqual([2, ['retired', 'active'], [2]]);
  });

  it('destroys only after the time in the settings and another pass that found nothing', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(RING);
    const retired = await node.drive(id, ({ phase }) => phase === 'retired');
    const at = world.clock.at;
    expect(retired.nextAt).toBe(at + destroyAfterMs);
    world.clock.at = at + destroyAfterMs - 1;
    await node.round();
    expect(world.states(RING)).toEqual(['retired', 'active']);
    await world.requireWhole();
    world.clock.at += 1;
    await node.round();
    expect(world.states(RING)).toEqual(['destroyed', 'active']);
    expect(await world.keyring.openKey(RING, 1)).toBeNull();
  });

  it('does not destroy while a holder fails', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    world.clock.at += destroyAfterMs;
    if (world.kept[0]) {
      world.kept[0].tap = () => {
        throw new PartUnavailable('store');
      };
    }
    for (let round = 0; round < 10; round++, world.pass()) await node.round();
    expect(world.states(RING)).toEqual(['retired', 'active']);
    expect(await world.keyring.openKey(RING, 1)).not.toBeNull();
  });

  it('goes on after a keyring older than earlier rotations of the master key was restored', async () => {
    const { world, node } = await rig();
    for (let round = 0; round < 2; round++) await node.drive((await node.ask(MASTER_RING)).id, isDone);
    expect(world.keyring.masters).toEqual([1, 2, 3]);
    world.keyring.restoreMasters([1]);
    const { id } = await node.ask(MASTER_RING);
    await node.drive(id, isClosed);
    expect(world.rotation(id).version).toBe(4);
    expect(world.keyring.masters).toEqual([4]);
    await world.requireWhole();
  });

  it('says that the keyring is older than the store when a ring lacks versions, and makes none that were used', async () => {
    const { world, node } = await rig();
    const key = await world.keyring.openKey(RING, 1);
    await node.drive((await node.ask(RING)).id, isDone);
    const newer = world.keyring.held.get(RING) ?? [];
    world.keyring.held.set(RING, [key]);
    const { id } = await node.ask(RING);
    for (let round = 0; round < 3; round++, world.pass()) await node.round();
    expect(node.failures).toContain('KeyringOlderThanStore');
    expect(world.keyring.held.get(RING)).toEqual([key]);
    world.keyring.held.set(RING, newer);
    await node.drive(id, isClosed);
    await world.requireWhole();
  });

  it('moves the rings that the keyring holds and the store does not know, such as those of a lost store [R118]', async () => {
    const { world, node } = await rig();
    const forgotten = userRing('forgotten');
    await world.keyring.createRing(forgotten);
    const key = await world.keyring.openKey(forgotten, 1);
    for (const newest of [2, 3]) {
      const { id } = await node.ask(MASTER_RING);
      await node.drive(id, isClosed);
      expect(world.keyring.masters).toEqual([newest]);
      expect(await world.keyring.openKey(forgotten, 1)).toBe(key);
    }
  });

  it('destroys no version of the master key while the keyring holds a ring under it [R118]', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(MASTER_RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    world.clock.at += destroyAfterMs;
    // A restored backup of a ring, that comes after the pass has been there.
    const late = userRing('late');
    world.keyring.tap = (call, moment) => {
      if (call === 'ringUnder 1' && moment === 'before') world.keyring.restore(late, 1);
    };
    await node.round();
    expect(node.failures).toContain('MasterStillNeeded');
    expect([world.keyring.masters, world.states(MASTER_RING)]).toEqual([
      [1, 2],
      ['retired', 'active'],
    ]);
    world.keyring.tap = () => {};
    await node.drive(id, isClosed);
    expect(world.keyring.masters).toEqual([2]);
    expect(await world.keyring.openKey(late, 1)).not.toBeNull();
  });

  it('waits longer if the time to destruction was raised meanwhile', async () => {
    const { world, node } = await rig();
    const { id } = await node.ask(MASTER_RING);
    await node.drive(id, ({ phase }) => phase === 'retired');
    world.clock.at += destroyAfterMs;
    const patient = { ...DEFAULT_KEY_SETTINGS, destroyAfterMs: 2 * destroyAfterMs };
    await new RotationNode(world, world.clock, patient).round();
    expect(world.keyring.masters).toEqual([1, 2]);
    expect(world.rotation(id).nextAt).toBeGreaterThanOrEqual(world.clock.at + destroyAfterMs - 60_000);
  });

  it('adopts the newest version of a keyring that was rotated by hand, and leaves no other version active', async () => {
    for (const more of [[2], [2, 3], [2, 3, 4]]) {
      const { world, node } = await rig();
      for (const version of more) await world.keyring.addMasterVersion(version);
      const { id } = await node.ask(MASTER_RING);
      const done = await node.drive(id, isDone);
      expect(done.version).toBe(more.at(-1));
      expect(world.states(MASTER_RING)).toEqual([...more.map(() => 'retiring'), 'active']);
      await node.drive(id, isClosed);
      expect(world.keyring.masters).toEqual(more.slice(-1));
      await world.requireWhole();
    }
  });

  it('examines every ring when there are more than a page of them', async () => {
    const { world, node } = await rig(450);
    const { id } = await node.ask(MASTER_RING);
    const done = await node.drive(id, isDone);
    expect(done.progress).toEqual({ done: 451, total: 451, failed: 0 });
    const wraps = await Promise.all([...world.keyring.held.keys()].map((ring) => world.keyring.wraps(ring)));
    expect(new Set(wraps.flatMap((one) => one?.versions ?? []).map((one) => one.wrappedUnder))).toEqual(new Set([2]));
  });

  it('may begin while an earlier rotation of the ring still has to retire and destroy versions', async () => {
    for (const ring of [MASTER_RING, RING, SECRETS_RING]) {
      const { world, node } = await rig();
      const first = await node.drive((await node.ask(ring)).id, isDone);
      const second = await node.drive((await node.ask(ring)).id, isDone);
      expect(world.states(ring)).toEqual(['retiring', 'retiring', 'active']);
      await node.drive(first.id, isClosed);
      await node.drive(second.id, isClosed);
      expect(world.states(ring)).toEqual(['destroyed', 'destroyed', 'active']);
      await world.requireWhole();
    }
  });

  it('is cancelled when its ring is shredded at any call, and closed if it was done', async () => {
    for (let at = 1; ; at++) {
      const { world, node } = await rig();
      const { id } = await node.ask(RING);
      let calls = 0;
      world.tap = async () => {
        if (++calls !== at) return;
        const known = world.rings.rings.peek(RING);
        world.tap = () => {};
        if (known) await world.rings.rings.replace(shredded(known.value), known.revision, 'shred');
        await world.keyring.shred(RING);
      };
      const ended = await node.drive(id, isClosed);
      if (calls < at) break;
      expect(ended.nextAt).toBeNull();
      expect(ended.state).toBe(
        node.records.some((one) => one.action === 'key:complete' && one.outcome === 'succeeded') ? 'done' : 'cancelled',
      );
      expect(await world.keyring.wraps(RING)).toBeNull();
      expect(world.states(RING)).not.toContain('active');
    }
  });

  it('forgets the name of the account when it is done, and keeps only its id', async () => {
    const { world, node } = await rig();
    const actor = { userId: newId(), username: 'ada_leaves' };
    for (const [ring, enough] of [
      [RING, isDone],
      [userRing('1'), isClosed],
    ] as const) {
      const { id } = await node.requests.ask(aRequest(), { actor, name: actor.username }, ring);
      if (enough === isClosed) {
        const known = world.rings.rings.peek(ring);
        if (known) await world.rings.rings.replace(shredded(known.value), known.revision, 'shred');
      }
      await node.drive(id, enough);
      expect(world.rotation(id).startedBy).toEqual({ id: actor.userId, name: null });
      const before = node.records.length;
      await node.drive(id, isClosed);
      for (const one of node.records.slice(before)) {
        expect([one.actorId, one.actorName]).toEqual([actor.userId, undefined]);
      }
    }
  });

  it('is audited from its beginning to its end by the name that requested it', async () => {
    const { node } = await rig();
    const { id } = await node.ask(RING);
    await node.drive(id, isClosed);
    expect(node.records.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(
      ['rotate', 'complete', 'retire', 'destroy'].flatMap((verb) => [`key:${verb} allowed`, `key:${verb} succeeded`]),
    );
    expect(new Set(node.records.map((one) => `${one.resourceType} ${one.resourceId} ${one.actorName}`))).toEqual(
      new Set([`rotation ${id} ann`]),
    );
  });
});
