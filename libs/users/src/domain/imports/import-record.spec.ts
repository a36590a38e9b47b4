import { CofferError } from '#kernel';
import { parseImportRecord } from './import-record.js';
import type { ImportedBcrypt } from './imported-hash.js';

/** The hash of a password that was invented for this test. */
const BCRYPT = '$2b$12$3QDHMsbZo3tfsfCzQ9EXBuYuQ7VyuRuVm3QnlqkBvCzk4dVEYeKkO';
const SALT = '00112233445566778899aabbccddeeff';
const ANN = { username: 'ann', email: 'ann@example.org', hashed_password: BCRYPT };

const read = (fields: object, hasPepper = true) => {
  const record = parseImportRecord(JSON.stringify({ ...ANN, ...fields }), hasPepper);
  return { ...record, hash: record.hash as ImportedBcrypt };
};

function refusalOf(line: string, hasPepper = true): CofferError {
  try {
    parseImportRecord(line, hasPepper);
  } catch (error) {
    if (error instanceof CofferError) return error;
    throw error;
  }
  throw new Error('the line was taken');
}

const fieldsOf = (fields: object, hasPepper?: boolean) =>
  refusalOf(JSON.stringify({ ...ANN, ...fields }), hasPepper).details.fields?.map(({ field }) => field);

describe('a line of an import', () => {
  it.each(['', 'canary', '{"username":"canary"', '[]', 'null', '"canary"', '1'])('is refused as %s', (line) => {
    const { details } = refusalOf(line);
    expect(details.fields?.map(({ message }) => message)).toEqual(['is not a JSON object']);
  });

  it.each<[string, object, ...string[]]>([
    ['a field that is not known', { password: 'x' }, 'password'],
    ['a field whose name is none', { 'a b\u001b[2J': 1 }, 'a field'],
    ['__proto__', JSON.parse('{"__proto__":{"x":1}}'), '__proto__'],
    ['another case of a known field', { Username: 'ann' }, 'Username'],
    ['a username that no account can have', { username: 'ann smith' }, 'username'],
    ['a username that is not a text', { username: 7 }, 'username'],
    ['no username', { username: undefined }, 'username'],
    ['no address', { email: 'ann' }, 'email'],
    ['null for an optional field', { input: null, salt: null }, 'input', 'salt'],
    ['another hash', { hashed_password: '$argon2id$v=19$m=19456,t=2,p=1$abc$def' }, 'hashed_password'],
    ['a truncated hash', { hashed_password: BCRYPT.slice(0, 59) }, 'hashed_password'],
    ['a hash with a line feed at the end', { hashed_password: `${BCRYPT}\n` }, 'hashed_password'],
    [
      'a cost that would keep a thread busy for hours',
      { hashed_password: BCRYPT.replace('$12$', '$31$') },
      'hashed_password',
    ],
    ['a role that is none', { roles: ['auditor', 'No Role'] }, 'roles'],
    ['roles that are no list', { roles: 'auditor' }, 'roles'],
    ['a role with an end that is no time', { roles: [{ name: 'auditor', expires_at: 'friday' }] }, 'roles'],
    ['too many roles', { roles: Array(65).fill('auditor') }, 'roles'],
    ['an unknown input', { input: 'pepper+password' }, 'input'],
    ['no salt although it was hashed too', { input: 'password+salt+pepper' }, 'salt'],
    ['an invalid salt', { salt: SALT.slice(1) }, 'salt'],
    [
      'everything at once',
      { username: '', email: '', hashed_password: '', input: '' },
      'username',
      'email',
      'hashed_password',
      'input',
    ],
  ])('is refused with %s, by the names of the fields', (_, fields, ...named) => {
    expect(fieldsOf(fields)).toEqual(named);
  });

  it.each(['password+pepper', 'password+salt+pepper'])(
    'is refused if its input is %s and there is no pepper',
    (input) => {
      expect(fieldsOf({ input, salt: SALT }, false)).toEqual(['input']);
    },
  );

  it('shows no value in its errors', () => {
    const canary = 'canary$canary';
    const line = JSON.stringify({
      username: canary,
      email: canary,
      hashed_password: canary,
      input: canary,
      salt: canary,
    });
    expect(JSON.stringify(refusalOf(line).details)).not.toContain('canary');
  });

  it('is an invitation without a hash, and no half of one', () => {
    expect(read({ hashed_password: undefined }, false).hash).toBeNull();
    expect(fieldsOf({ hashed_password: undefined, input: 'password' })).toEqual(['hashed_password']);
  });

  it('gives the canonical name and the text that bcrypt hashed', () => {
    const { username, email, hash } = read({ username: ' Ann ' });
    expect({ username, email }).toEqual({ username: 'ann', email: 'ann@example.org' });
    expect(hash.bcrypt).toBe(BCRYPT);
    expect(hash.importedHash).toEqual({ setting: BCRYPT.slice(0, 29), input: 'password+pepper', hexSalt: null });
  });

  it('means the password alone if there is no pepper, unless the line says otherwise', () => {
    expect(read({}, false).hash.importedHash.input).toBe('password');
    expect(read({ input: 'password' }).hash.importedHash.input).toBe('password');
  });

  it("keeps system A's salt only if bcrypt hashed it, in its original case", () => {
    const salt = SALT.toUpperCase();
    expect(read({ salt }).hash.importedHash.hexSalt).toBeNull();
    expect(read({ salt, input: 'password+salt+pepper' }).hash.importedHash).toMatchObject({ hexSalt: salt });
  });

  it.each(['$2a$', '$2y$'])('treats %s as another name of $2b$', (prefix) => {
    expect(read({ hashed_password: BCRYPT.replace('$2b$', prefix) }).hash.bcrypt).toBe(BCRYPT);
  });
});
