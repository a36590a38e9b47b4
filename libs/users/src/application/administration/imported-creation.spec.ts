import { hash } from 'bcrypt';
import { newId } from '#kernel';
import { codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { PASSWORD } from '../../testing/passwords.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';
import type { UserToCreate } from './user-creation.js';

describe('an account that is created with the hash of another system', () => {
  let node: UserNode;
  let root: User;
  let hashed: string;

  beforeAll(async () => {
    hashed = await hash(PASSWORD, 4);
  });

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models, {
      roles: [roleOf('clerk', ['clerks'])],
      policies: [policyOf('clerks', [{ effect: 'allow', actions: ['user:*'], resources: ['user:**'] }])],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
  });

  const create = (more: Partial<UserToCreate> = {}, by = root, key: string | null = null) => {
    const imported = { hashed_password: hashed, input: 'password' };
    const given = {
      username: 'ann',
      email: 'ann@example.org',
      password: null,
      passwordChangeRequired: null,
      roles: [],
    };
    return node.creation.create(callerAs(by), { ...given, imported, ...more }, key);
  };
  const stored = async () => (await node.accounts.findByUsername('ann'))?.value ?? null;

  it('is taken from administrators alone, since a hash hides a password that breaks the rules', async () => {
    const clerk = await addUser(node, 'clerk', { roles: ['clerk'] });
    expect(await codeOf(create({}, clerk))).toBe('forbidden');
    expect(await codeOf(create({ imported: null, password: PASSWORD }, clerk))).toBe('none');
  });

  it.each([
    [{ password: 'Nine!Green4Lamps' }],
    [{ imported: {} }],
    [{ imported: { hashed_password: '$2x$12$abc' } }],
    [{ imported: { hashed_password: null } }],
    [{ roles: ['gone'] }],
  ])('is refused with %j, and nothing is left', async (more) => {
    expect(await codeOf(create(more))).toBe('validation_failed');
    expect(await stored()).toBeNull();
  });

  it('opens with the password of the other system, with its roles', async () => {
    const { invitation } = await create({ roles: ['clerk'] });
    const user = await stored();
    expect(user).toMatchObject({ state: 'active', roles: ['clerk'], passwordChangeRequired: false });
    expect(invitation).toBeNull();
    const opens = (text: string) => node.credentials.verify(user, { kind: 'password', text });
    expect([await opens(PASSWORD), await opens(`${PASSWORD}x`)]).toEqual([true, false]);
  });

  it('keeps neither the hash of the other system nor a field that it was given in [R5]', async () => {
    await create();
    expect(JSON.stringify(await stored())).not.toContain(hashed.slice(-31));
    expect(Object.keys((await stored()) ?? {}).sort()).toEqual(Object.keys(root).sort());
  });

  it('may be sent again: the same key shows the account, and another request finds the name taken', async () => {
    const key = newId();
    const first = await create({}, root, key);
    expect((await create({}, root, key)).value.id).toBe(first.value.id);
    expect(await codeOf(create())).toBe('username_taken');
  });
});
