import { newId, OutcomeUnknown } from '#kernel';
import { codeOf } from '#kernel/testing';
import { userRing } from '#keys';
import { publishModel } from '#policies/testing';
import { makeUser, type User } from '../../domain/accounts/user.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

const NEW = {
  ...{ username: 'grace', email: 'grace@example.org', password: 'Nine!Green4Lamps' },
  ...{ passwordChangeRequired: true, roles: [] },
};

describe('creating an account with an Idempotency-Key', () => {
  let node: UserNode;
  let root: User;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models);
    root = await addUser(node, 'root', { roles: ['administrator'] });
  });

  const create = (given: Partial<typeof NEW> = {}, by = root) =>
    node.clock.drive(node.creation.create(callerAs(by), { ...NEW, ...given }, 'key-1'));
  const ringOf = (id: string) => node.stores.keyring.held.get(userRing(id));
  const graces = () => node.stores.users.users.peekAll().filter(({ value }) => value.username === 'grace');

  it('is refused without permission, before the key is looked up', async () => {
    const nobody = await addUser(node, 'nobody');
    expect(await codeOf(create({}, nobody))).toBe('forbidden');
    expect(node.stores.creations.creations.peekAll()).toEqual([]);
  });

  it('is refused with another password, which the record does not reveal [R88]', async () => {
    await create();
    expect(await codeOf(create({ password: 'Ten!Green4Lamps' }))).toBe('idempotency_key_reused');
    expect(JSON.stringify(node.stores.creations.creations.peekAll())).not.toMatch(/Green4|grace/);
  });

  it('creates one account for 50 concurrent requests, and keeps its ring', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => create()));
    const [id = ''] = new Set(all.map(({ value }) => value.id));
    expect(graces().map(({ value }) => value.id)).toEqual([id]);
    expect(ringOf(id)).toHaveLength(1);
  });

  it('never shreds the ring of an account that another request with the id has created', async () => {
    const { users } = node.stores.users;
    users.hooks.before = async (operation) => {
      // Longer than the other request waits: both make it, and one finds the id taken.
      if (operation === 'insert') await node.clock.sleep(3_500);
    };
    const [first, second] = await Promise.all([create(), create()]);
    expect(first.value.id).toBe(second.value.id);
    expect(graces()).toHaveLength(1);
    expect(ringOf(first.value.id)).toHaveLength(1);
  });

  it('never shreds the ring of an account that may still be created: the id is fenced first', async () => {
    const { users } = node.stores.users;
    const other = await addUser(node, 'grace');
    const password = { phc: '', pepperVersion: 1 };
    const user = makeUser({ ...NEW, id: newId(), state: 'active', password }, node.clock.now());
    let late: unknown;
    users.hooks.after = async (operation, id) => {
      if (operation !== 'load' || id !== user.id) return;
      users.hooks.after = undefined;
      // Now the name becomes free, and another request with this id arrives.
      await users.remove(other.id, users.peek(other.id)?.revision ?? 0);
      late = await users.insert(user, newId());
    };
    expect(await codeOf(node.accounts.openUnder(user, newId()))).toBe('id_taken');
    expect([late, ringOf(user.id)]).toEqual(['taken', null]);
  });

  it('creates a new account under a new id once the first id was fenced and its ring shredded', async () => {
    const { users } = node.stores.users;
    users.hooks.before = (operation) => {
      if (operation === 'insert') throw new OutcomeUnknown();
    };
    expect(await codeOf(create())).toBe('outcome_unknown');
    users.hooks.before = undefined;
    const lost = node.stores.creations.creations.peekAll()[0]?.value.objectId ?? '';
    const intent = { resource_id: lost, request_id: newId(), action: 'user:write', at: new Date(0).toISOString() };
    await node.userSettlement.settle(intent as Parameters<typeof node.userSettlement.settle>[0]);
    expect(ringOf(lost)).toBeNull();
    const { value } = await create();
    expect(value.id).not.toBe(lost);
    expect(ringOf(value.id)).toHaveLength(1);
  });

  it('succeeds with the same key once the taken name is free', async () => {
    const other = await addUser(node, 'grace');
    expect(await codeOf(create())).toBe('username_taken');
    await node.removal.remove(callerAs(root), other.id);
    const { value } = await create();
    expect(ringOf(value.id)).toHaveLength(1);
  });

  it('does not create the account again after its deletion', async () => {
    const { value } = await create();
    await node.removal.remove(callerAs(root), value.id);
    expect(await codeOf(create())).toBe('conflict');
    expect(graces()).toEqual([]);
  });
});
