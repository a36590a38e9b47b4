import { newId, OutcomeUnknown } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { addUser, callerAs, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';

const WRONG = 'Copper-Lantern-77-Meadow';

describe('unlocking', () => {
  let node: IdentityNode;
  let root: User;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    root = await addUser(node, 'root', { roles: ['administrator'] });
    ada = await addUser(node, 'ada');
    for (let guess = 0; guess < 5; guess += 1) await codeOf(logInWith(node, 'ada', WRONG));
    expect(await codeOf(logInWith(node, 'ada'))).toBe('invalid_credentials');
    node.records.length = 0;
  });

  const settle = (userId: string | null) => {
    const leaf = { at: new Date(node.clock.now()).toISOString(), resource_id: userId, request_id: newId() };
    return node.unlocking.settle(leaf as Parameters<typeof node.unlocking.settle>[0]);
  };

  it('is refused without the permission, and does not reveal the account', async () => {
    expect(await codeOf(node.unlocking.unlock(callerAs(ada), root.id))).toBe('not_found');
    expect(await codeOf(node.unlocking.unlock(callerAs(root), newId()))).toBe('not_found');
    expect(await codeOf(logInWith(node, 'ada'))).toBe('invalid_credentials');
  });

  it('lets the account log in again at once, records intent and outcome, and may be repeated', async () => {
    for (let time = 0; time < 2; time += 1) {
      await node.unlocking.unlock(callerAs(root), ada.id);
      expect(await codeOf(logInWith(node, 'ada'))).toBe('none');
    }
    const unlocks = node.records.filter(({ action }) => action === 'user:unlock');
    expect(unlocks.map(({ outcome }) => outcome)).toEqual(['allowed', 'succeeded', 'allowed', 'succeeded']);
    expect(unlocks[0]).toMatchObject({ resourceType: 'lockout', resourceId: ada.id, actorId: root.id });
  });

  it('changes nothing for an account without failed attempts', async () => {
    const bob = await addUser(node, 'bob');
    expect(await codeOf(node.unlocking.unlock(callerAs(root), bob.id))).toBe('none');
    expect(node.stores.lockouts.lockouts.peekAll()).toHaveLength(1);
  });

  it('is done by its settlement if it was interrupted, so that the audit is true', async () => {
    const { hooks } = node.stores.lockouts.lockouts;
    hooks.before = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    expect(await codeOf(node.unlocking.unlock(callerAs(root), ada.id))).toBe('outcome_unknown');
    hooks.before = undefined;
    expect(await codeOf(logInWith(node, 'ada'))).toBe('invalid_credentials');
    expect(await settle(ada.id)).toBe('succeeded');
    expect(await codeOf(logInWith(node, 'ada'))).toBe('none');
    expect(await settle(newId())).toBe('failed');
    expect(await settle(null)).toBe('failed');
  });
});
