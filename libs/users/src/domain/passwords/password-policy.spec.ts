import { CofferError } from '#kernel';
import { checkPassword, PASSWORD_CLASSES, type PasswordContext, type PasswordRules } from './password-policy.js';

const RULES: PasswordRules = { minLength: 12, requiredClasses: PASSWORD_CLASSES, minScore: 3 };
/** NIST SP 800-63B-4 section 3.1.1.2: only a minimum length. */
const NIST: PasswordRules = { minLength: 15, requiredClasses: [], minScore: 3 };
const ADA: PasswordContext = { username: 'ada_l99', email: 'Lovelace.1815@mail.analytical.example.org' };
const LISTED = 'Tr0mb0ne-Sunday-1';

function broken(password: string, rules: PasswordRules = RULES, context = ADA, score = 4): string[] {
  try {
    checkPassword('password', password, context, rules, { isCommon: password.normalize('NFC') === LISTED, score });
    return [];
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    expect(JSON.stringify([error.message, error.details])).not.toContain(password);
    return (error.details.fields ?? []).map(({ code }) => code);
  }
}

describe('the password rules', () => {
  it.each([
    ['Aa1!', ['password_too_short']],
    ['violet-kettle-42-harbor', ['password_upper']],
    ['VIOLET-KETTLE-42-HARBOR', ['password_lower']],
    ['Violet-Kettle-Harbor', ['password_digit']],
    ['VioletKettle42Harbor', ['password_special']],
    ['aaaaaaaaaaaaaa', ['password_upper', 'password_digit', 'password_special']],
    [LISTED, ['password_common']],
  ])('%j is refused, and each broken rule is named', (password, codes) => {
    expect(broken(password)).toEqual(codes);
  });

  it('refuse the parts of a username that looks like an address [R3]', () => {
    const context = { username: 'ada.lovelace@analytical.example', email: 'countess@home.example.org' };
    expect(broken('1-Ada.Lovelace-2!', RULES, context)).toEqual(['password_contextual']);
    expect(broken('Analytical-Engine-42', RULES, context)).toEqual(['password_contextual']);
  });

  it('refuse what the meter finds easy to guess, unless it is refused anyway: short, long or common [R3]', () => {
    expect(broken('Violet-Kettle-42-Harbor', RULES, ADA, 3)).toEqual([]);
    expect(broken('Violet-Kettle-42-Harbor', RULES, ADA, 2)).toEqual(['password_weak']);
    expect(broken(LISTED, RULES, ADA, 0)).toEqual(['password_common']);
    expect(broken('Aa1!', RULES, ADA, 0)).toEqual(['password_too_short']);
  });

  it('count code points, not bytes or UTF-16 units [R1]', () => {
    expect(broken('Aa1!😀😀😀😀😀😀😀')).toEqual(['password_too_short']);
    expect(broken('Aa1!😀😀😀😀😀😀😀😀')).toEqual([]);
    expect(broken(`Aa1!${'😀'.repeat(252)}`)).toEqual([]);
    expect(broken(`Aa1!${'😀'.repeat(253)}`)).toEqual(['password_too_long']);
  });

  it('count the composed form, however it was typed [R2]', () => {
    const rules = { minLength: 4, requiredClasses: [], minScore: 0 };
    expect(broken('e\u0301e\u0301e\u0301', rules)).toEqual(['password_too_short']);
  });

  it.each([
    ['the username', 'My-Ada_L99-Is-Here!'],
    ['the username without its digits', 'My-Ada_L-Is-42-Here'],
    ['the address', 'My-Lovelace.1815-Kettle'],
    ['the address in leet, without its digits', 'L0VE14CE-kettle-42!'],
    ['the domain of the address', 'My-4n@lytical-Kettle-42'],
    ['the product', 'My-C0ff3r-Kettle-42'],
  ])('%s is refused inside of a password [R3]', (_, password) => {
    expect(broken(password)).toEqual(['password_contextual']);
  });

  it('accept short parts of the name and of the domain, which occur by chance [R3]', () => {
    const al = { username: 'a42', email: 'al@www.co.org' };
    expect(broken('Also-Www-Cocoa-42-Organ', RULES, al)).toEqual([]);
    expect(broken('Also-A42-Kettle-Organ', RULES, al)).toEqual(['password_contextual']);
    expect(broken('Violet-Kettle-42-Harbor', RULES, { username: '___', email: null })).toEqual([]);
  });

  it('refuse text that UTF-8 cannot encode, since two such texts would hash the same', () => {
    expect(broken('Violet-Kettle-42-\ud800')).toEqual(['password_unicode']);
  });

  it('can ask for length only, as NIST SP 800-63B-4 does, and still refuse listed and contextual passwords', () => {
    expect(broken('correct horse battery', NIST)).toEqual([]);
    expect(broken('brief words', NIST)).toEqual(['password_too_short']);
    expect(broken('correct lovelace battery', NIST)).toEqual(['password_contextual']);
    expect(broken(LISTED, NIST)).toEqual(['password_common']);
  });
});
