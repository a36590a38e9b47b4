import { asSealed, newId } from '#kernel';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import type { User } from '#users';
import { aUser } from '#users/testing';
import { deletedUser } from './deleted-user.js';
import { describeUserLists } from './user-lists.contract.js';

const NOW = 1_790_000_000_000;

/** Everything that an account can have at once. */
function aFullUser(): User {
  return aUser({
    erasureProbe: asSealed('cHJvYmU'),
    expiresAt: NOW,
    invitation: { epoch: 1, expiresAt: NOW + 1, isMailed: true },
    expiringRoles: [{ name: 'a', expiresAt: NOW - 1 }],
    ...{ protectedUserKey: 'b3BhcXVl', passwordChangeRequired: true, roles: ['a', 'b'], credential: 'login_secret' },
    importedHash: {
      setting: '$2b$12$abcdefghijklmnopqrstuu',
      input: 'password+salt+pepper',
      hexSalt: '00112233445566778899aabbccddeeff',
    },
    secondFactors: {
      totp: { sealedSeed: asSealed('c2VlZA'), enabledAt: 1, lastStep: 59_000_000 },
      pendingTotp: { sealedSeed: asSealed('cGVuZGluZw'), createdAt: 2 },
      email: { address: 'Ada@Example.org', enabledAt: 3 },
      recoveryHashes: ['b25l', 'dHdv'],
    },
  });
}

/** Nothing that an account can be without. */
function aBareUser(): User {
  const kdf = { algorithm: 'pbkdf2-sha256', iterations: 600_000 } as const;
  return aUser({ email: null, passwordHash: null, roles: [], kdf, encryptionSalt: '' });
}

export function describeUserStoreContract(name: string, open: OpenStore): void {
  describe(`UserStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('keys', () => describeKeys(() => store));
    describe('lists', () => describeUserLists(() => store));
    describe('role holders', () => describeHolders(() => store));
  });
}

function describeKeys(store: () => StoreUnderTest): void {
  it('finds no account by a part, a pattern or another form of a username [R10] [R47]', async () => {
    const { users } = store();
    const user = aUser({ username: 'exact_name' });
    await users.users.insert(user, newId());
    for (const other of ['exact', 'exact_nam', 'exact_name ', 'EXACT_NAME', 'exact%', 'exact.name', '^exact', '']) {
      expect(await users.findByUsername(other)).toBeNull();
    }
    expect(await users.findByUsername('exact_name')).toEqual({ revision: 1, value: user });
  });

  it('finds no account by an unverified address, and exactly one by a verified address', async () => {
    const { users } = store();
    const user = aUser({ email: 'Grace@Example.org' });
    await users.users.insert(user, newId());
    expect(await users.findByEmailKey('grace@example.org')).toBeNull();
    const verified = { ...user, emailVerified: true, emailKey: 'grace@example.org' };
    expect(await users.users.replace(verified, 1, newId())).toBe('published');
    expect(await users.findByEmailKey('grace@example.org')).toEqual({ revision: 2, value: verified });
    expect(await users.findByEmailKey('Grace@Example.org')).toBeNull();
  });

  it('lets one of 10 accounts that claim an address at once have it', async () => {
    const { users } = store();
    const rivals = Array.from({ length: 10 }, () => aUser());
    for (const rival of rivals) await users.users.insert(rival, newId());
    const answers = await Promise.all(
      rivals.map((rival) => users.users.replace({ ...rival, emailKey: 'one@example.org' }, 1, newId())),
    );
    expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(9);
    const winner = rivals[answers.indexOf('published')];
    expect((await users.findByEmailKey('one@example.org'))?.value.id).toBe(winner?.id);
  });

  it('does not find a deleted user by name or address, and lets another take the name', async () => {
    const { users } = store();
    const user = aUser({ username: 'leaver', emailKey: 'leaver@example.org' });
    await users.users.insert(user, newId());
    await users.users.replace(deletedUser(user), 1, newId());
    for (const name of ['leaver', `deleted:${user.id}`]) expect(await users.findByUsername(name)).toBeNull();
    for (const key of ['leaver@example.org', `none:${user.id}`]) expect(await users.findByEmailKey(key)).toBeNull();
    expect(await users.users.load(user.id)).toEqual({ revision: 2, value: deletedUser(user) });
    expect(await users.users.insert(aUser({ username: 'leaver' }), newId())).toBe('inserted');
  });

  it('keeps every field as given, and null where a field may be null', async () => {
    const { users } = store();
    for (const user of [aFullUser(), aBareUser()]) {
      await users.users.insert(user, newId());
      expect((await users.users.load(user.id))?.value).toEqual(user);
    }
  });

  it('keeps no second factor, imported hash or key that a replacement removed', async () => {
    const { users } = store();
    const full = aFullUser();
    const bare = { ...aBareUser(), id: full.id, username: full.username, emailKey: full.emailKey };
    await users.users.insert(full, newId());
    expect(await users.users.replace(bare, 1, newId())).toBe('published');
    expect(await users.findByUsername(full.username)).toEqual({ revision: 2, value: bare });
    expect(await users.users.replace(full, 2, newId())).toBe('published');
    expect(await users.findByUsername(full.username)).toEqual({ revision: 3, value: full });
  });
}

function describeHolders(store: () => StoreUnderTest): void {
  it('finds nobody in a role that no account, or only a deleted one, holds', async () => {
    const { users } = store();
    const user = aUser({ roles: ['keeper', 'member'] });
    await users.users.insert(user, newId());
    expect(await users.anyWithRole('keep', NOW)).toBe(false);
    expect(await users.anyWithRole('keeper', NOW)).toBe(true);
    await users.users.replace({ ...deletedUser(user), roles: ['keeper'] }, 1, newId());
    expect(await users.anyWithRole('keeper', NOW)).toBe(false);
  });

  it('does not find an assignment that has ended', async () => {
    const { users } = store();
    const expiringRoles = [
      { name: 'brief', expiresAt: NOW },
      { name: 'longer', expiresAt: NOW + 1 },
    ];
    await users.users.insert(aUser({ roles: ['brief', 'longer'], expiringRoles }), newId());
    await users.users.insert(
      aUser({ roles: ['longer', 'other'], expiringRoles: [{ name: 'other', expiresAt: 1 }] }),
      newId(),
    );
    const held = await Promise.all(['brief', 'longer', 'other'].map((role) => users.anyWithRole(role, NOW)));
    expect(held).toEqual([false, true, false]);
    expect(await users.anyWithRole('brief', NOW - 1)).toBe(true);
  });

  it('also finds pending and disabled accounts, which cannot log in', async () => {
    const { users } = store();
    await users.users.insert(aUser({ roles: ['waiting'], state: 'pending' }), newId());
    await users.users.insert(aUser({ roles: ['off'], state: 'disabled' }), newId());
    expect(await users.anyWithRole('waiting', NOW)).toBe(true);
    expect(await users.anyWithRole('off', NOW)).toBe(true);
  });
}
