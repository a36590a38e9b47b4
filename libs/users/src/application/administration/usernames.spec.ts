import { codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { withEmail, withVerifiedEmail } from '../../domain/accounts/user-transitions.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

const NEW = { password: 'Nine!Green4Lamps', passwordChangeRequired: false, roles: [] };

describe('usernames with dots, dashes and addresses', () => {
  let node: UserNode;
  let root: User;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models, {
      roles: [roleOf('example', ['examples'])],
      policies: [
        policyOf('examples', [
          { effect: 'allow', actions: ['user:*'], resources: ['user:*@example.org', 'user:team-*'] },
          { effect: 'deny', actions: ['user:*'], resources: ['user:boss+*'] },
        ]),
      ],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
  });

  const create = (by: User, username: string, email = username) =>
    node.creation.create(callerAs(by), { ...NEW, username, email });

  it('are names in policies: patterns allow and deny them, in decisions and in lists', async () => {
    const clerk = await addUser(node, 'clerk', { roles: ['example'] });
    const made = [
      await create(clerk, 'Ada.Lovelace+x@Example.org'),
      await create(clerk, 'team-a.b', 'team@example.org'),
      await create(root, 'boss+1@example.org'),
      await create(root, 'ada@example.com'),
    ].map(({ value }) => value);
    expect(await codeOf(create(clerk, 'boss+2@example.org'))).toBe('forbidden');
    const codes = await Promise.all(made.map(({ id }) => codeOf(node.listing.get(callerAs(clerk), id))));
    expect(codes).toEqual(['none', 'none', 'not_found', 'not_found']);
    const { items } = await node.listing.list(callerAs(clerk), {}, null, 50);
    expect(items.map(({ value }) => value.username)).toEqual(['ada.lovelace+x@example.org', 'team-a.b']);
  });

  it('with an @ are not given to another address, nor to an account beside the one that has verified it', async () => {
    expect(await codeOf(create(root, 'ada@example.org', 'mallory@example.org'))).toBe('validation_failed');
    const ada = await addUser(node, 'ada');
    const verified = withVerifiedEmail({ ...ada, email: 'Ada@example.org' }, 1);
    await node.accounts.publish(verified, 1, 'a request');
    expect(await codeOf(create(root, 'ada@example.org'))).toBe('username_taken');
    expect(await node.stores.users.findByUsername('ada@example.org')).toBeNull();
  });

  it('with an @ are refused if somebody verifies the address while the account is made, with nothing left', async () => {
    const ada = await addUser(node, 'ada');
    node.stores.users.users.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      delete node.stores.users.users.hooks.before;
      const verified = withVerifiedEmail({ ...ada, email: 'ada@example.org' }, 1);
      expect(await node.accounts.publish(verified, 1, 'a request')).toBe(true);
    };
    expect(await codeOf(create(root, 'ada@example.org'))).toBe('username_taken');
    expect(await node.stores.users.findByUsername('ada@example.org')).toBeNull();
    expect((await node.accounts.findByAddress('ada@example.org'))?.value.id).toBe(ada.id);
  });

  it('with an @ keep their address from everybody else at once, also while the account has another one', async () => {
    const ada = await addUser(node, 'ada');
    const verified = withVerifiedEmail({ ...ada, email: 'Eve@example.org' }, 1);
    const verifies = () => node.accounts.publish(verified, 1, 'a request');
    const { id } = (await create(root, 'eve@example.org')).value;
    expect(await verifies()).toBe(false);
    const moved = await node.accounts.change(id, 'a request', (user) => withEmail(user, 'new@example.org', 1));
    expect([moved.value.emailVerified, await verifies()]).toEqual([false, false]);
    expect((await node.accounts.findByAddress('eve@example.org'))?.value.id).toBe(id);
  });

  it('that were made under the earlier rule still find their account', async () => {
    const earlier = await addUser(node, '_ada_');
    expect((await node.listing.get(callerAs(root), earlier.id)).value.username).toBe('_ada_');
    expect(await codeOf(create(root, '_eve_', 'eve@example.org'))).toBe('validation_failed');
  });
});
