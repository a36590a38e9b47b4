import { bcryptInputOf, importedHashOf } from './imported-hash.js';

const SALT = 'm0CrhHm10qJ3lXRY.5zDGO';
const DIGEST = '3rS2KdeeWLuGmsfGlMfOxih58VYVfxe';
const PLAIN = { input: 'password', hexSalt: null } as const;
const HEX_SALT = '00112233445566778899aabbccddeeff';

describe('an imported bcrypt string', () => {
  it.each([
    ['another function', `$argon2id$v=19$m=65536,t=3,p=1$${SALT}$${DIGEST}`],
    ['the form before 2a', `$2$06$${SALT}${DIGEST}`],
    ['the broken 2x', `$2x$06$${SALT}${DIGEST}`],
    ['a cost of 3', `$2b$03$${SALT}${DIGEST}`],
    ['a cost of 15', `$2b$15$${SALT}${DIGEST}`],
    ['one character too few', `$2b$06$${SALT}${DIGEST.slice(1)}`],
    ['a line feed at the end', `$2b$06$${SALT}${DIGEST}\n`],
    ['nothing', ''],
  ])('is refused as %s', (_, text) => {
    const fields = [expect.objectContaining({ field: 'bcrypt' })];
    expect(() => importedHashOf(text, PLAIN)).toThrow(expect.objectContaining({ details: { fields } }));
  });

  it.each([
    ['is missing', 'password+salt+pepper', null],
    ['is not hexadecimal', 'password+salt+pepper', 'zz112233445566778899aabbccddeeff'],
    ['is too short', 'password+salt+pepper', HEX_SALT.slice(2)],
    ['is given although the input has none', 'password+pepper', HEX_SALT],
  ] as const)('is refused if its hex salt %s', (_, input, hexSalt) => {
    const fields = [expect.objectContaining({ field: 'hex_salt' })];
    const take = () => importedHashOf(`$2b$06$${SALT}${DIGEST}`, { input, hexSalt });
    expect(take).toThrow(expect.objectContaining({ details: { fields } }));
  });

  it.each(['2a', '2b', '2y'])('is parsed, and $%s$ becomes $2b$', (name) => {
    expect(importedHashOf(`$${name}$06$${SALT}${DIGEST}`, PLAIN)).toEqual({
      importedHash: { setting: `$2b$06$${SALT}`, ...PLAIN },
      bcrypt: `$2b$06$${SALT}${DIGEST}`,
    });
  });

  it('loses the unused bits of its last characters, which bcrypt would not write', () => {
    const odd = `$2b$06$${SALT.slice(0, -1)}V${DIGEST.slice(0, -1)}g`;
    expect(importedHashOf(odd, PLAIN).bcrypt).toBe(`$2b$06$${SALT}${DIGEST}`);
  });
});

describe('the text that bcrypt hashed', () => {
  const imported = { setting: `$2b$06$${SALT}`, hexSalt: null };

  it('is not known without the pepper', () => {
    expect(bcryptInputOf('pw', { ...imported, input: 'password+pepper' }, null)).toBeNull();
  });

  it('is the password, followed by what the importing system appended', () => {
    expect(bcryptInputOf('pw', { ...imported, input: 'password' }, null)).toBe('pw');
    expect(bcryptInputOf('pw', { ...imported, input: 'password+pepper' }, 'PP')).toBe('pwPP');
    expect(bcryptInputOf('pw', { ...imported, input: 'password+salt+pepper', hexSalt: HEX_SALT }, 'PP')).toBe(
      `pw${HEX_SALT}PP`,
    );
  });
});
