import { createSecretKey, randomBytes } from 'node:crypto';
import { verify as argon2Verify } from 'argon2';
import { newId, Roots } from '#kernel';
import { Argon2PasswordHasher } from '../../adapters/argon2.password-hasher.js';
import { BcryptImportedHasher } from '../../adapters/bcrypt.imported-hasher.js';
import { type ImportedHash, makeUser, type NewHash, type User } from '../../domain/accounts/user.js';
import { withHash } from '../../domain/accounts/user-transitions.js';
import { importedHashOf } from '../../domain/imports/imported-hash.js';
import { MemoryUserStore } from '../../testing/memory-user.store.js';
import { PASSWORD, PASSWORD_SETTINGS } from '../../testing/passwords.js';
import { Credentials } from './credentials.js';
import { HashingWays } from './hashing-ways.js';

const SECRET = Buffer.alloc(32, 7).toString('base64url');
const PEPPER = PASSWORD_SETTINGS.importPepper;
const HEX_SALT = '00112233445566778899aabbccddeeff';
/** 80 bytes: bcrypt ignores everything after the 72nd. */
const LONG = 'x'.repeat(80);

/** Counts the verifications, since they take the time. */
class CountingHasher extends Argon2PasswordHasher {
  verified = 0;

  override verify(...given: Parameters<Argon2PasswordHasher['verify']>): Promise<boolean> {
    this.verified += 1;
    return super.verify(...given);
  }
}

const someKey = () => createSecretKey(randomBytes(32));
const bcrypt = new BcryptImportedHasher();
const ROOTS = new Roots([], [{ version: 1, key: someKey() }]);

function credentialsOn(roots: Roots, importPepper: string | null = PEPPER) {
  const settings = { ...PASSWORD_SETTINGS, importPepper };
  const hasher = new CountingHasher(roots, settings);
  const ways = new HashingWays(new MemoryUserStore());
  return { hasher, credentials: new Credentials(hasher, bcrypt, ways, settings) };
}

function userWith(password: NewHash, more: Partial<Pick<User, 'credential' | 'importedHash'>> = {}): User {
  const given = { id: newId(), username: 'ada', email: 'ada@example.org', roles: [], password };
  return { ...makeUser({ ...given, state: 'active', passwordChangeRequired: false }, 0), ...more };
}

describe('the credentials of an account', () => {
  const { hasher, credentials } = credentialsOn(ROOTS);
  const password = (text: string) => ({ kind: 'password', text }) as const;
  const secret = (text: string) => ({ kind: 'login_secret', text }) as const;

  /** The account that `coffer users import` creates from the other system's hash. */
  async function importedUser(typed: string, input: ImportedHash['input'], appended: string): Promise<User> {
    const hexSalt = input === 'password+salt+pepper' ? HEX_SALT : null;
    const text = await bcrypt.hash('$2b$04$abcdefghijklmnopqrstuu', typed + appended);
    const imported = importedHashOf(text.replace('$2b$', '$2y$'), { input, hexSalt });
    return userWith(await credentials.hashImported(imported), { importedHash: imported.importedHash });
  }

  it('open an imported account in the form in which its password was hashed, and in NFC', async () => {
    const typed = 'Café-Kettle-42-Harbor';
    const [composed, decomposed] = [typed.normalize('NFC'), typed.normalize('NFD')];
    const opens = async (hashed: string, text: string) =>
      credentials.verify(await importedUser(hashed, 'password', ''), password(text));
    expect([await opens(composed, composed), await opens(composed, decomposed)]).toEqual([true, true]);
    expect([await opens(decomposed, decomposed), await opens(decomposed, composed)]).toEqual([true, false]);
    expect(await opens(composed, `${decomposed}x`)).toBe(false);
  });

  it('cost as many verifications for each account, in whatever form the password is typed [R13]', async () => {
    const typed = 'Café-Kettle-42-Harbor'.normalize('NFD');
    const imported = await importedUser(typed, 'password', '');
    const ada = userWith(await credentials.hash(password(typed)));
    const costOf = async (user: User | null) => {
      const before = hasher.verified;
      await credentials.verify(user, password(typed));
      return hasher.verified - before;
    };
    expect(await costOf(imported)).toBe(2);
    expect([await costOf(ada), await costOf(null), await costOf({ ...ada, passwordHash: null })]).toEqual([2, 2, 2]);
  });

  it('cost one verification in every case [R13]', async () => {
    const ada = userWith(await credentials.hash(password(PASSWORD)));
    const locked = { ...ada, passwordHash: null };
    const unpeppered = { ...ada, importedHash: { setting: 'x', input: 'password+pepper', hexSalt: null } } as const;
    const without = credentialsOn(ROOTS, null);
    const attempts: [typeof without, User | null, Parameters<Credentials['verify']>[1]][] = [
      [{ hasher, credentials }, null, password(PASSWORD)],
      [{ hasher, credentials }, ada, password('wrong')],
      [{ hasher, credentials }, ada, secret(SECRET)],
      [{ hasher, credentials }, locked, password(PASSWORD)],
      [without, unpeppered, password(PASSWORD)],
    ];
    for (const [on, user, given] of attempts) {
      on.hasher.verified = 0;
      expect(await on.credentials.verify(user, given)).toBe(false);
      expect(on.hasher.verified).toBe(1);
    }
    expect(await credentials.verify(ada, password(PASSWORD))).toBe(true);
  });

  it('also cost the work of the other system for a locked imported account [R13]', async () => {
    const ada = await importedUser(PASSWORD, 'password', '');
    const hashed = jest.spyOn(bcrypt, 'hash');
    expect(await credentials.verify({ ...ada, passwordHash: null }, password(PASSWORD))).toBe(false);
    expect(hashed).toHaveBeenCalledTimes(1);
    hashed.mockRestore();
  });

  it('do not match another kind, not even with the same text', async () => {
    const hash = await credentials.hash(password(SECRET));
    expect(await credentials.verify(userWith(hash, { credential: 'login_secret' }), secret(SECRET))).toBe(false);
    const own = await credentials.hash(secret(SECRET));
    expect(await credentials.verify(userWith(own), password(SECRET))).toBe(false);
    expect(await credentials.verify(userWith(own, { credential: 'login_secret' }), secret(SECRET))).toBe(true);
  });

  it('use all of a long password and all of the pepper, which system A lost after byte 72 [R2][R5]', async () => {
    const ada = userWith(await credentials.hash(password(`${LONG}a`)));
    expect(await credentials.verify(ada, password(`${LONG}b`))).toBe(false);
    const elsewhere = credentialsOn(new Roots([], [{ version: 1, key: someKey() }]));
    expect(await elsewhere.credentials.verify(ada, password(`${LONG}a`))).toBe(false);
    expect(await credentials.verify(ada, password(`${LONG}a`))).toBe(true);
  });

  it('are outdated if the pepper has risen or the hash was imported [R6]', async () => {
    const hash = await credentials.hash(password(PASSWORD));
    const ada = userWith(hash);
    const risen = credentialsOn(new Roots([], [{ version: 2, key: someKey() }, ...ROOTS.peppers]));
    expect([credentials.isOutdated(ada), risen.credentials.isOutdated(ada)]).toEqual([false, true]);
    expect(credentials.isOutdated({ ...ada, passwordHash: null })).toBe(false);
    const imported = await importedUser(PASSWORD, 'password', '');
    expect(credentials.isOutdated(imported)).toBe(true);
    const renewed = withHash(imported, await credentials.hash(password(PASSWORD)));
    expect(credentials.isOutdated(renewed)).toBe(false);
    expect(await credentials.verify(renewed, password(PASSWORD))).toBe(true);
  });

  describe('that were imported', () => {
    const FORMS = [
      ['password', ''],
      ['password+pepper', PEPPER],
      ['password+salt+pepper', HEX_SALT + PEPPER],
    ] as const;

    it.each(FORMS)('open with the password that was hashed as %s, and with no other', async (input, appended) => {
      const ada = await importedUser(PASSWORD, input, appended);
      expect(await credentials.verify(ada, password(`${PASSWORD}!`))).toBe(false);
      expect(await credentials.verify(ada, password(PASSWORD))).toBe(true);
    });

    it('do not open without IMPORT_PEPPER or with another one', async () => {
      const ada = await importedUser(PASSWORD, 'password+pepper', PEPPER);
      expect(await credentialsOn(ROOTS, null).credentials.verify(ada, password(PASSWORD))).toBe(false);
      expect(await credentialsOn(ROOTS, 'other').credentials.verify(ada, password(PASSWORD))).toBe(false);
    });

    it('cannot be verified with a copy of the database alone, even if bcrypt never saw a pepper [R5]', async () => {
      const ada = await importedUser(LONG, 'password+pepper', PEPPER);
      const guess = await bcrypt.hash(ada.importedHash?.setting ?? '', LONG);
      expect(JSON.stringify(ada)).not.toContain(guess.slice(-31));
      expect(await argon2Verify(ada.passwordHash ?? '', guess)).toBe(false);
      const elsewhere = credentialsOn(new Roots([], [{ version: 1, key: someKey() }]));
      expect(await elsewhere.credentials.verify(ada, password(LONG))).toBe(false);
      expect(await credentials.verify(ada, password(LONG))).toBe(true);
    });

    it('do not open with the bcrypt string itself, not even without IMPORT_PEPPER', async () => {
      const ada = await importedUser(PASSWORD, 'password+pepper', PEPPER);
      const stolen = await bcrypt.hash(ada.importedHash?.setting ?? '', PASSWORD + PEPPER);
      expect(await credentials.verify(ada, password(stolen))).toBe(false);
      expect(await credentialsOn(ROOTS, null).credentials.verify(ada, password(stolen))).toBe(false);
      expect(await credentials.verify({ ...ada, importedHash: null }, password(stolen))).toBe(false);
    });

    it('do not open with a login secret of the same text', async () => {
      const ada = await importedUser(SECRET, 'password', '');
      expect(await credentials.verify(ada, secret(SECRET))).toBe(false);
      expect(await credentials.verify(ada, password(SECRET))).toBe(true);
    });
  });
});
