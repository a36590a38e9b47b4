import { CofferError } from '#kernel';
import { checkPassword, PASSWORD_CLASSES, type PasswordRules } from './password-policy.js';

const RULES: PasswordRules = { minLength: 12, requiredClasses: PASSWORD_CLASSES };
const ADA = { username: 'ada_l', email: 'lovelace@example.org' };

function broken(password: string, rules: PasswordRules = RULES): string[] {
  try {
    checkPassword('password', password, ADA, rules);
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
  ])('%j is refused, and each broken rule is named', (password, codes) => {
    expect(broken(password)).toEqual(codes);
  });

  it('count code points, not bytes or UTF-16 units [R1]', () => {
    expect(broken('Aa1!😀😀😀😀😀😀😀')).toEqual(['password_too_short']);
    expect(broken('Aa1!😀😀😀😀😀😀😀😀')).toEqual([]);
    expect(broken(`Aa1!${'😀'.repeat(252)}`)).toEqual([]);
    expect(broken(`Aa1!${'😀'.repeat(253)}`)).toEqual(['password_too_long']);
  });

  it('count the composed form, however it was typed [R2]', () => {
    const rules = { minLength: 4, requiredClasses: [] };
    expect(broken('e\u0301e\u0301e\u0301', rules)).toEqual(['password_too_short']);
  });

  it.each(['My-Ada_L-Is-42-Here', 'Lovel4ce-Kettle-42!', 'L0VELACE-kettle-42!', 'My-C0ff3r-Kettle-42'])(
    '%j holds the username, the address or the product [R3]',
    (password) => {
      expect(broken(password)).toEqual(['password_contextual']);
    },
  );

  it('refuse text that no UTF-8 can carry, since two of them would hash the same', () => {
    expect(broken('Violet-Kettle-42-\ud800')).toEqual(['password_unicode']);
  });

  it('can ask for length alone, as NIST SP 800-63B-4 does', () => {
    const rules = { minLength: 15, requiredClasses: [] };
    expect(broken('correct horse battery', rules)).toEqual([]);
    expect(broken('brief words', rules)).toEqual(['password_too_short']);
  });
});
