import { codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

/** As JSON, this is the part of the model that no change below touches: 10 tokens. */
const LARGE = { ...policyOf('large', []), description: 'x'.repeat(640 * 1_024) };

const NEW = {
  username: 'grace',
  email: 'grace@example.org',
  password: 'Nine!Green4Lamps',
  passwordChangeRequired: null,
};

type Change = (node: UserNode, by: ReturnType<typeof callerAs>, ids: { admin: string; member: string }) => unknown;

const edits =
  (change: { roles?: string[]; email?: string }, whom: 'admin' | 'member'): Change =>
  (node, by, ids) =>
    node.editing.edit(by, ids[whom], change, null);

const WRITTEN: Readonly<Record<string, Change>> = {
  'a new administrator': ({ creation }, by) => creation.create(by, { ...NEW, roles: ['administrator'] }),
  'a member who becomes one': edits({ roles: ['administrator'] }, 'member'),
  'one who becomes a member': edits({ roles: [] }, 'admin'),
  'one who is disabled': ({ editing }, by, { admin }) => editing.disable(by, admin),
  'one who is deleted': ({ removal }, by, { admin }) => removal.remove(by, admin),
};

const NOT_WRITTEN: Readonly<Record<string, Change>> = {
  'a new member': ({ creation }, by) => creation.create(by, { ...NEW, roles: ['reader'] }),
  'a member who gets a role': edits({ roles: ['reader'] }, 'member'),
  'another address of an administrator': edits({ email: 'admin@example.com' }, 'admin'),
  'the same roles again': edits({ roles: ['administrator'] }, 'admin'),
  'the last administrator, who stays one': (node, by) =>
    codeOf(node.editing.edit(by, by.principal.userId, { roles: [] }, null)),
};

describe('a change of who is an administrator [R125]', () => {
  let node: UserNode;
  let root: User;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models, { policies: [LARGE], roles: [roleOf('reader', [])] });
    root = await addUser(node, 'root', { roles: ['administrator'] });
  });

  const member = () => addUser(node, 'member');
  async function costOf(change: Change, admin: User): Promise<number | undefined> {
    const by = callerAs(root);
    await change(node, by, { admin: admin.id, member: (await member()).id });
    return by.request.cost;
  }

  it.each(Object.entries(WRITTEN))('pays for the model, which is written: %s', async (_, change) => {
    expect(await costOf(change, await addUser(node, 'admin', { roles: ['administrator'] }))).toBe(10);
  });

  it.each([
    ['gets', ['administrator'], ['administrator', 'reader']],
    ['loses', ['administrator', 'reader'], ['administrator']],
  ])(
    'pays twice, for the model is written before the account and after it: one who %s a role',
    async (_, had, roles) => {
      expect(await costOf(edits({ roles }, 'admin'), await addUser(node, 'admin', { roles: had }))).toBe(20);
    },
  );

  it('pays for the model: one who is enabled', async () => {
    const admin = await addUser(node, 'admin', { roles: ['administrator'] });
    await node.editing.disable(callerAs(root), admin.id);
    expect(await costOf(({ editing }, by) => editing.enable(by, admin.id), admin)).toBe(10);
  });

  it.each(Object.entries(NOT_WRITTEN))('pays nothing where the model stays: %s', async (name, change) => {
    const isLast = name.startsWith('the last');
    expect(await costOf(change, isLast ? root : await addUser(node, 'admin', { roles: ['administrator'] }))).toBe(
      undefined,
    );
  });
});
