import { createSecretKey, randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import bcrypt from 'bcrypt';
import { newId, Roots } from '#kernel';
import { Argon2PasswordHasher } from '../../adapters/argon2.password-hasher.js';
import { BcryptImportedHasher } from '../../adapters/bcrypt.imported-hasher.js';
import { importedHashOf } from '../../domain/imports/imported-hash.js';
import { argon2WayOf, bcryptWayOf } from '../../domain/passwords/hash-way.js';
import { aUser } from '../../testing/a-user.js';
import { MemoryUserStore } from '../../testing/memory-user.store.js';
import { PASSWORD, PASSWORD_SETTINGS } from '../../testing/passwords.js';
import { Credentials } from './credentials.js';
import { HashingWays } from './hashing-ways.js';

const real = { verify: argon2.verify, hash: bcrypt.hash };
/** What the libraries compute, in order. */
const spent: string[] = [];

beforeAll(() => {
  jest.spyOn(argon2, 'verify').mockImplementation((phc, input) => {
    spent.push(`argon2id ${argon2WayOf(phc)}`);
    return real.verify(phc, input);
  });
  jest.spyOn(bcrypt, 'hash').mockImplementation((input: string | Buffer, setting: string | number) => {
    spent.push(`bcrypt ${bcryptWayOf(String(setting))}`);
    return real.hash(input, setting);
  });
});
afterAll(() => {
  jest.restoreAllMocks();
});

const ROOTS = new Roots([], [{ version: 1, key: createSecretKey(randomBytes(32)) }]);
const WRONG = 'Copper-Lantern-77-Meadow';

describe('the work of a login [R13]', () => {
  const store = new MemoryUserStore();
  const ways = new HashingWays(store);
  const withIterations = (iterations: number) => {
    const settings = { ...PASSWORD_SETTINGS, iterations };
    return new Credentials(new Argon2PasswordHasher(ROOTS, settings), new BcryptImportedHasher(), ways, settings);
  };
  const credentials = withIterations(3);
  const password = (text: string) => ({ kind: 'password', text }) as const;

  async function add(username: string, hashedBy: typeof credentials) {
    const { phc, pepperVersion } = await hashedBy.hash(password(PASSWORD));
    const user = aUser({ username, emailKey: newId(), passwordHash: phc, pepperVersion });
    await store.users.insert(user, newId());
    return user;
  }
  async function addImported(username: string, setting: string) {
    const text = await bcrypt.hash(PASSWORD, setting);
    const imported = importedHashOf(text, { input: 'password', hexSalt: null });
    const { phc, pepperVersion } = await credentials.hashImported(imported);
    const { importedHash } = imported;
    const user = aUser({ username, emailKey: newId(), passwordHash: phc, pepperVersion, importedHash });
    await store.users.insert(user, newId());
    return user;
  }
  async function workOf(user: Parameters<typeof credentials.verify>[0], text: string, kind = 'password') {
    spent.length = 0;
    const isRight = await credentials.verify(user, { kind, text } as ReturnType<typeof password>);
    return { isRight, work: [...spent] };
  }

  it('is the same for an unknown name, older and newer costs, imported hashes, and a locked account', async () => {
    const present = await add('present', credentials);
    const older = await add('older', withIterations(2));
    const newer = await add('newer', withIterations(5));
    const imported = await addImported('imported', '$2b$04$abcdefghijklmnopqrstuu');
    const another = await addImported('another', '$2b$05$abcdefghijklmnopqrstuu');
    await ways.scan();
    const every = [
      ...['bcrypt $2b$04$', 'bcrypt $2b$05$'],
      ...['argon2id m=64,t=2,p=1', 'argon2id m=64,t=3,p=1', 'argon2id m=64,t=5,p=1'],
    ];
    for (const user of [present, older, newer, imported, another]) {
      expect(await workOf(user, WRONG)).toEqual({ isRight: false, work: every });
      expect(await workOf(user, PASSWORD)).toEqual({ isRight: true, work: every });
      expect(await workOf({ ...user, passwordHash: null }, PASSWORD)).toEqual({ isRight: false, work: every });
      expect(await workOf(user, PASSWORD, 'login_secret')).toEqual({ isRight: false, work: every });
    }
    expect(await workOf(null, WRONG)).toEqual({ isRight: false, work: every });
  });

  it('is one hash again once no account has another one', async () => {
    for (const { value, revision } of store.users.peekAll()) {
      if (value.username !== 'present') await store.users.remove(value.id, revision);
    }
    await ways.scan();
    expect(await workOf(null, WRONG)).toEqual({ isRight: false, work: ['argon2id m=64,t=3,p=1'] });
  });

  it('grows at once with an account that was made since the last scan, for all others too', async () => {
    const later = await add('later', withIterations(4));
    const both = ['argon2id m=64,t=3,p=1', 'argon2id m=64,t=4,p=1'];
    expect((await workOf(later, WRONG)).work).toEqual(both);
    expect((await workOf(null, WRONG)).work).toEqual(both);
  });

  it('forgets nothing if a scan fails, and reads every page', async () => {
    for (let at = 0; at < 450; at += 1) {
      const user = aUser({ username: `many_${at}`, emailKey: newId(), passwordHash: null });
      await store.users.insert(user, newId());
    }
    await add('zz_last', withIterations(6));
    await ways.scan();
    expect((await workOf(null, WRONG)).work).toContain('argon2id m=64,t=6,p=1');
    const list = store.list.bind(store);
    store.list = () => Promise.reject(new Error('no store'));
    await expect(ways.scan()).rejects.toThrow('no store');
    store.list = list;
    expect((await workOf(null, WRONG)).work).toContain('argon2id m=64,t=6,p=1');
  });
});
