import { addUser, identityNode } from '#auth/testing';
import { newId } from '#kernel';
import { publishModel } from '#policies/testing';

describe('an interrupted erasure in the audit', () => {
  it('is finished by its settlement', async () => {
    const node = identityNode();
    await publishModel(node.stores.models, {});
    const user = await addUser(node, 'leaver');
    const leaf = { at: '', action: 'audit:erase', resource_id: user.id, request_id: newId() };
    const settled = await node.userSettlement.settle(leaf as Parameters<typeof node.userSettlement.settle>[0]);
    expect(settled).toBe('succeeded');
    expect(node.stores.users.users.peek(user.id)?.value.state).toBe('active');
  });
});
