import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

describe('a generated password for a user', () => {
  let node: UserNode;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models);
  });

  it('has at least 8 characters', async () => {
    const caller = callerAs(await addUser(node, 'ada'));
    expect(await codeOf(node.passwordGeneration.generate(caller, 7))).toBe('validation_failed');
    expect(node.records).toEqual([]);
  });

  it('is audited for its owner, without the password', async () => {
    const ada = await addUser(node, 'ada');
    const { password } = await node.passwordGeneration.generate(callerAs(ada), 24, ['lower', 'digit']);
    expect(password).toMatch(/^[a-z0-9]{24}$/);
    expect(node.records).toMatchObject([
      { action: 'tools:passwords', resourceType: 'user', resourceId: ada.id, actorId: ada.id, outcome: 'succeeded' },
    ]);
    expect(JSON.stringify(node.records)).not.toContain(password);
  });
});
