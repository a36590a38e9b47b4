import { type ClientKeys, DEFAULT_KDF, type Kdf, keyErrors } from './kdf.js';

const PBKDF2: Kdf = { algorithm: 'pbkdf2-sha256', iterations: 600_000 };
const SALT = Buffer.alloc(16, 1).toString('base64');

const refused = (keys: Partial<ClientKeys>) => keyErrors(keys).map(({ field, code }) => `${field}: ${code}`);

describe("the parameters of a client's key derivation", () => {
  it.each<[string, Kdf, string[]]>([
    ['too little memory', { ...DEFAULT_KDF, memory_kib: 19_455 }, ['kdf.memory_kib: range']],
    ['more memory than a browser has', { ...DEFAULT_KDF, memory_kib: 1_048_577 }, ['kdf.memory_kib: range']],
    ['one pass', { ...DEFAULT_KDF, iterations: 1 }, ['kdf.iterations: range']],
    ['half a pass', { ...DEFAULT_KDF, iterations: 2.5 }, ['kdf.iterations: range']],
    ['no number', { ...DEFAULT_KDF, iterations: Number.NaN }, ['kdf.iterations: range']],
    ['no lane', { ...DEFAULT_KDF, parallelism: 0 }, ['kdf.parallelism: range']],
    [
      'Argon2id without its own',
      { algorithm: 'argon2id', iterations: 3 },
      ['kdf.memory_kib: range', 'kdf.parallelism: range'],
    ],
    ['too few rounds of PBKDF2', { ...PBKDF2, iterations: 599_999 }, ['kdf.iterations: range']],
    ['PBKDF2 that would never end', { ...PBKDF2, iterations: 10_000_001 }, ['kdf.iterations: range']],
    ['PBKDF2 with memory', { ...PBKDF2, memory_kib: 65_536 }, ['kdf.memory_kib: unknown_field']],
  ])('are refused with %s, each field by its name', (_, kdf, fields) => {
    expect(refused({ kdf })).toEqual(fields);
  });

  it.each([
    ['15 bytes', Buffer.alloc(15).toString('base64')],
    ['17 bytes', Buffer.alloc(17).toString('base64')],
    ['no padding', SALT.replaceAll('=', '')],
    ['spare bits', `${SALT.slice(0, 21)}R==`],
    ['other signs', `${SALT.slice(0, 20)} ${SALT.slice(21)}`],
    ['nothing', ''],
  ])('a salt of %s is refused', (_, encryptionSalt) => {
    expect(refused({ encryptionSalt })).toEqual(['encryption_salt: base64']);
  });

  it.each(['', 'not base64', 'AAA', 'AB==', `${'A'.repeat(4_096)}AAAA`])(
    'a protected user key that is no strict base64 of 1 to 4,096 characters is refused',
    (protectedUserKey) => {
      expect(refused({ protectedUserKey })).toEqual(['protected_user_key: base64']);
    },
  );

  it('are accepted at their bounds, and omitted parts are not required', () => {
    const protectedUserKey = 'A'.repeat(4_096);
    expect(refused({ kdf: DEFAULT_KDF, encryptionSalt: SALT, protectedUserKey })).toEqual([]);
    expect(refused({ kdf: PBKDF2, protectedUserKey: null })).toEqual([]);
    expect(refused({})).toEqual([]);
  });

  it('names all errors at once', () => {
    const kdf = { ...DEFAULT_KDF, iterations: 1 };
    expect(refused({ kdf, encryptionSalt: 'x', protectedUserKey: 'x' })).toHaveLength(3);
  });
});
