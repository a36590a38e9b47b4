import { newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

describe('the last administrator', () => {
  let node: UserNode;
  let root: User;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models);
    root = await addUser(node, 'root', { roles: ['administrator'] });
  });

  const edit = (by: User, id: string, change: { roles?: string[] }) =>
    node.editing.edit(callerAs(by), id, change, null);
  const stored = (id: string) => node.stores.users.users.peek(id)?.value;
  const administrators = () => node.stores.models.model.administrators;

  it.each([
    ['demoted', () => edit(root, root.id, { roles: [] })],
    ['disabled', () => node.editing.disable(callerAs(root), root.id)],
    ['deleted', () => node.removal.remove(callerAs(root), root.id)],
  ])('cannot be %s', async (_, work) => {
    expect(await codeOf(work())).toBe('last_administrator');
    expect(stored(root.id)).toEqual(root);
    expect(administrators()).toEqual([root.id]);
  });

  it('remains when two administrators demote each other at once [R51]', async () => {
    const other = await addUser(node, 'other', { roles: ['administrator'] });
    await Promise.all([codeOf(edit(root, other.id, { roles: [] })), codeOf(edit(other, root.id, { roles: [] }))]);
    const left = node.stores.users.users.peekAll().filter(({ value }) => value.roles.includes('administrator'));
    expect(left).toHaveLength(1);
    expect(administrators()).toEqual(left.map(({ value }) => value.id));
  });

  it('is back in the set if the write that would have demoted them failed', async () => {
    const other = await addUser(node, 'other', { roles: ['administrator'] });
    node.stores.users.users.hooks.before = (operation) => {
      if (operation === 'replace') throw new PartUnavailable('store');
    };
    expect(await codeOf(edit(root, other.id, { roles: [] }))).toBe('store_unavailable');
    expect(administrators()).toEqual([root.id, other.id].sort());
  });

  it('stays in the set if a dismissal lands after its request was settled as failed [R69]', async () => {
    const other = await addUser(node, 'other', { roles: ['administrator'] });
    const { models } = node.stores.models;
    const before = models.peek('model');
    if (!before) throw new Error('there is no model');
    const late = { ...before.value, administrators: [root.id] };
    models.hooks.before = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    expect(await codeOf(edit(root, other.id, { roles: [] }))).toBe('outcome_unknown');
    models.hooks.before = undefined;
    const requestId = newId();
    expect(await settle(node, other.id, requestId)).toBe('failed');
    expect(await models.replace(late, before.revision, requestId)).toBe('conflict');
    expect(administrators()).toEqual([root.id, other.id].sort());
  });

  it('remains if a request that read another account before it was disabled tries to put it back into the set [R51] [R94]', async () => {
    const other = await addUser(node, 'other', { roles: ['administrator'] });
    const read = node.stores.users.users.peek(other.id);
    await node.editing.disable(callerAs(root), other.id);
    await node.policies.administrators.admit(
      { ...other, ends: [], revision: read?.revision ?? 0 },
      {
        requestId: newId(),
      },
    );
    expect(administrators()).toEqual([root.id]);
    expect(await codeOf(edit(root, root.id, { roles: [] }))).toBe('last_administrator');
  });

  it('is restored by the settlement if the process died after the model and before the user', async () => {
    const other = await addUser(node, 'other', { roles: ['administrator'] });
    await node.policies.administrators.dismiss(other.id, 2, { requestId: newId() });
    expect(await settle(node, other.id, newId())).toBe('failed');
    expect(administrators()).toEqual([root.id, other.id].sort());
  });
});

function settle(node: UserNode, userId: string, requestId: string) {
  const leaf = {
    at: new Date(node.clock.now()).toISOString(),
    action: 'user:write',
    resource_id: userId,
    request_id: requestId,
  };
  return node.userSettlement.settle(leaf as Parameters<typeof node.userSettlement.settle>[0]);
}
