import { publishModel } from '#policies/testing';
import { withSecondFactors } from '#users';
import { meResponse } from '../../http/account.presenter.js';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';

describe("the caller's own account", () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
  });

  it('lists every permission that the roles allow on at least one object', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    const ada = await addUser(node, 'ada');
    expect((await node.account.show(callerAs(root))).permissions).toContain('secret:reveal');
    expect((await node.account.show(callerAs(ada))).permissions).toEqual([]);
  });

  it('names the kind of its credential and its second factors, and shows no part of them', async () => {
    const ada = await addUser(node, 'ada', { credential: 'login_secret' });
    const email = { address: 'ada@example.org', enabledAt: 1 };
    const enabled = withSecondFactors(ada, { ...ada.secondFactors, email, recoveryHashes: ['a hash'] }, 1);
    await node.accounts.publish(enabled, 1, 'a request');
    const me = meResponse(await node.account.show(callerAs(ada)));
    expect(me).toMatchObject({ credential: 'login_secret', mfa_methods: ['email', 'recovery'] });
    expect(JSON.stringify(me)).not.toContain('a hash');
    expect(JSON.stringify(me)).not.toContain(enabled.passwordHash);
  });
});
