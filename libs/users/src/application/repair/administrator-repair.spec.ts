import { aRequest, codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';
import { isSound } from './administration.js';

const DENY = { effect: 'deny', actions: ['*'], resources: ['**'] } as const;

describe('the repair of who administers', () => {
  let node: UserNode;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models, {
      roles: [roleOf('barring', ['barring']), roleOf('harmless', [])],
      policies: [policyOf('barring', [DENY])],
    });
  });

  /** Writes the account past every check, as a restored backup or an older version could. */
  const write = async (user: User, change: Partial<User>) => {
    const stored = node.stores.users.users.peek(user.id);
    await node.stores.users.users.replace({ ...user, ...change }, stored?.revision ?? 0, 'past every check');
  };
  const stored = (user: User) => node.stores.users.users.peek(user.id)?.value;
  const repair = async (name: string | null = null) => {
    await node.repair.repair(aRequest, 'coffer', await node.repair.plan(name));
    return isSound((await node.repair.plan(null)).found);
  };
  const canAdminister = async (user: User) => {
    const caller = callerAs(stored(user) ?? user);
    const decision = await node.policies.authorizer.decide(caller, 'role:write', 'any');
    return decision.allowed && (await node.policies.authorizer.isAdministrator(caller.principal));
  };

  it('finds nothing wrong where an administrator can administer, and changes nothing', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator', 'harmless'] });
    const plan = await node.repair.plan(null);
    expect([isSound(plan.found), plan.account]).toEqual([true, null]);
    await node.repair.repair(aRequest, 'coffer', plan);
    expect(stored(root)).toEqual(root);
    expect(node.records).toEqual([]);
  });

  it('takes the roles that bar the oldest active administrator, and no other role [R96]', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    const roles = ['administrator', 'barring', 'gone', 'harmless'];
    await write(root, { roles });
    const { found, account } = await node.repair.plan(null);
    expect(found.administrators[0]?.bars).toEqual([
      'The policy barring of the role barring denies policy:write.',
      'The role gone does not exist, so its holders are denied everything.',
    ]);
    expect(account?.after.roles).toEqual(['administrator', 'harmless']);
    expect(await repair()).toBe(true);
    expect(stored(root)?.roles).toEqual(['administrator', 'harmless']);
    expect(await canAdminister(root)).toBe(true);
  });

  it('gives the role to a named account, active or disabled, if no administrator is left [R96]', async () => {
    const ann = await addUser(node, 'ann', { state: 'disabled', roles: ['barring'] });
    expect(await codeOf(node.repair.plan(null))).toBe('conflict');
    expect(await codeOf(node.repair.plan('nobody'))).toBe('not_found');
    expect(await repair('Ann')).toBe(true);
    expect(stored(ann)).toMatchObject({ state: 'active', roles: ['administrator'], authEpoch: ann.authEpoch + 1 });
    expect(await canAdminister(ann)).toBe(true);
  });

  it('restores built-in roles and policies that are missing or altered, under their ids [R96]', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    const before = node.stores.models.model;
    const broken = {
      ...before,
      roles: before.roles.filter(({ name }) => name !== 'auditor'),
      policies: before.policies.map((one) => (one.name === 'administrator' ? { ...one, statements: [DENY] } : one)),
    };
    const { revision = 0 } = node.stores.models.models.peek('model') ?? {};
    await node.stores.models.models.replace(broken, revision, 'past every check');
    const { found } = await node.repair.plan(null);
    expect(found.altered).toEqual(['role auditor', 'policy administrator']);
    expect(await repair()).toBe(true);
    const { policies } = node.stores.models.model;
    expect(policies.find(({ name }) => name === 'administrator')).toMatchObject({
      ...before.policies.find(({ name }) => name === 'administrator'),
      ...{ revision: 2, updatedAt: expect.any(Number) },
    });
    expect(await canAdminister(root)).toBe(true);
  });

  it('makes the set of administrators anew where it differs from the accounts [R96]', async () => {
    const [root, other] = [
      await addUser(node, 'root', { roles: ['administrator'] }),
      await addUser(node, 'other', { roles: ['administrator'] }),
    ];
    await write(other, { roles: [] });
    const { revision = 0, value } = node.stores.models.models.peek('model') ?? {};
    if (!value) throw new Error('there is no model');
    await node.stores.models.models.replace(
      { ...value, administrators: [other.id], administratorRoles: {} },
      ...([revision, 'past every check'] as const),
    );
    expect(await repair()).toBe(true);
    expect(node.stores.models.model.administrators).toEqual([root.id]);
  });

  it('is audited as the operator, each step as an intent and its outcome [R96]', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    await write(root, { roles: ['administrator', 'barring'] });
    await repair();
    const what = { action: 'policy:repair', resourceType: 'user', resourceId: root.id, actorName: 'coffer' };
    expect(node.records).toMatchObject([
      { ...what, outcome: 'allowed' },
      { ...what, outcome: 'succeeded' },
    ]);
  });
});
