import { codeOf } from '#kernel/testing';
import { fillWithAdministrators, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

const NEW = {
  username: 'grace',
  email: 'grace@example.org',
  password: 'Nine!Green4Lamps',
  passwordChangeRequired: null,
};
const ADMINISTRATOR = { roles: ['administrator'] };

describe('as many administrators as there may be', () => {
  let node: UserNode;
  let root: User;
  let disabled: User;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models, { roles: [roleOf('reader', [])] });
    root = await addUser(node, 'root', ADMINISTRATOR);
    disabled = await addUser(node, 'disabled', ADMINISTRATOR);
    await node.editing.disable(callerAs(root), disabled.id);
    await fillWithAdministrators(node.stores.models);
    await node.clock.advance(2_000);
  });

  const by = () => callerAs(root);

  it('make no other account one, and nothing is changed', async () => {
    const member = await addUser(node, 'member');
    expect(await codeOf(node.creation.create(by(), { ...NEW, ...ADMINISTRATOR }))).toBe('limit_reached');
    expect(await codeOf(node.editing.edit(by(), member.id, ADMINISTRATOR, null))).toBe('limit_reached');
    expect(await codeOf(node.editing.enable(by(), disabled.id))).toBe('limit_reached');
    expect((await node.accounts.load(member.id))?.value).toEqual(member);
    expect(await codeOf(node.creation.create(by(), { ...NEW, roles: ['reader'] }))).toBe('none');
  });

  it('get no more roles, and may lose one, be disabled and be demoted', async () => {
    expect(await codeOf(node.editing.edit(by(), root.id, { roles: ['administrator', 'reader'] }, null))).toBe(
      'limit_reached',
    );
    const other = await addUser(node, 'other', { roles: ['administrator', 'reader'] });
    await node.editing.edit(by(), other.id, ADMINISTRATOR, null);
    await node.editing.disable(by(), other.id);
    await node.editing.edit(by(), other.id, { roles: [] }, null);
  });
});
