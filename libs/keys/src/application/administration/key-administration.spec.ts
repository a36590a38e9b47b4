import { recordedTrail } from '#audit/testing';
import { newId, PartUnavailable } from '#kernel';
import { settled } from '#kernel/testing';
import { RotationNode, RotationWorld } from '#keys/testing';
import { callerWith, policyOf, policyServices, publishModel, roleOf } from '#policies/testing';
import { describeRing, shredded, userRing } from '../../domain/key-ring.js';
import { RotationWait } from '../rotations/rotation-wait.js';
import { KeyAdministration } from './key-administration.js';
import { MasterReferences } from './master-references.js';

const USER = newId();
const OTHER = newId();

async function rig() {
  const world = await RotationWorld.make();
  for (const user of [USER, OTHER]) {
    await world.keyring.createRing(userRing(user));
    await world.rings.rings.insert(describeRing(userRing(user), [1], 0), newId());
  }
  const node = new RotationNode(world);
  const { store, authorizer } = policyServices();
  const { trail, records } = recordedTrail();
  const grants = {
    keeper: [['key:read', 'key:rotate'], ['key:**']],
    reader: [['key:read'], ['key:**']],
    custodian: [['key:read', 'key:rotate'], [`key:users/${USER}`]],
  } as const;
  await publishModel(store, {
    roles: Object.keys(grants).map((name) => roleOf(name, [name])),
    policies: Object.entries(grants).map(([name, [actions, resources]]) =>
      policyOf(name, [{ effect: 'allow', actions: [...actions], resources: [...resources] }]),
    ),
  });
  const wait = new RotationWait(node.requests, world.clock);
  const references = new MasterReferences(world.keyring, world.rings, world.clock);
  const keys = new KeyAdministration(node.requests, node.runner, wait, references, world.rings, authorizer, trail);
  return { world, node, keys, records, wait };
}

describe('the administration of keys', () => {
  it('refuses to rotate: 403 for a caller who may only read the key, 404 for one who may do neither', async () => {
    const { keys } = await rig();
    const [reader, custodian] = [callerWith('reader'), callerWith('custodian')];
    for (const rotate of [
      (caller = reader) => keys.rotateMaster(caller, 0),
      (caller = reader) => keys.rotateSecrets(caller),
      (caller = reader) => keys.rotateUser(caller, OTHER),
    ]) {
      await expect(rotate()).rejects.toMatchObject({ code: 'forbidden' });
      await expect(rotate(custodian)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(keys.showMaster(custodian)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('answers 404 for an account without a ring, and for one whose ring was shredded', async () => {
    const { keys, world } = await rig();
    const known = world.rings.rings.peek(userRing(OTHER));
    if (known) await world.rings.rings.replace(shredded(known.value), known.revision, newId());
    for (const id of [OTHER, newId(), 'no-id', 'master', '../secrets']) {
      await expect(keys.rotateUser(callerWith('keeper'), id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('shows a rotation only to callers who may read the key that it rotates', async () => {
    const { keys, node } = await rig();
    const { id } = await keys.rotateUser(callerWith('keeper'), OTHER);
    await expect(keys.find(callerWith('custodian'), id)).rejects.toMatchObject({ code: 'not_found' });
    for (const unknown of [newId(), 'no-id']) {
      await expect(keys.find(callerWith('keeper'), unknown)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await keys.find(callerWith('reader'), id)).toMatchObject({ id, ring: userRing(OTHER) });
    await node.runner.idle();
  });

  it('rotates the ring of the account that a policy names, and no other ring', async () => {
    const { keys, world, node } = await rig();
    const { id } = await keys.rotateUser(callerWith('custodian'), USER);
    await node.drive(id, ({ state }) => state === 'done');
    expect([world.states(userRing(USER)), world.states(userRing(OTHER))]).toEqual([['retiring', 'active'], ['active']]);
  });

  it('begins a rotation at once and waits for its end', async () => {
    const { keys, world } = await rig();
    const answer = keys.rotateMaster(callerWith('keeper'), 10_000);
    await settled();
    await world.clock.advance(100);
    expect(await answer).toMatchObject({ state: 'done' });
  });

  it('stops waiting after the time that was asked for, and when the process is stopped', async () => {
    const { keys, world, wait } = await rig();
    world.keyring.tap = () => {
      throw new PartUnavailable('keyring');
    };
    const short = keys.rotateMaster(callerWith('keeper'), 150);
    await settled();
    await world.clock.advance(200);
    expect(await short).toMatchObject({ state: 'running' });
    const waiting = keys.rotateMaster(callerWith('keeper'), 60_000);
    await settled();
    wait.end();
    expect(await waiting).toMatchObject({ state: 'running' });
  });

  it('shows how many wraps are under each version of the master key, or null if they cannot be counted', async () => {
    const { keys, world, node, records } = await rig();
    const { id } = await node.ask('master');
    await node.drive(id, ({ state }) => state === 'done');
    expect(await keys.showMaster(callerWith('reader'))).toMatchObject({
      versions: [
        { version: 1, state: 'retiring', references: 0 },
        { version: 2, state: 'active', references: 5 },
      ],
      running: null,
    });
    expect(records.at(-1)).toMatchObject({ action: 'key:read', outcome: 'succeeded', resourceId: 'master' });
    world.keyring.tap = () => {
      throw new PartUnavailable('keyring');
    };
    const { versions } = await keys.showMaster(callerWith('reader'));
    expect(versions.map(({ references }) => references)).toEqual([null, null]);
  });
});
