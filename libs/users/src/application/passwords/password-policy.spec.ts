import { CofferError } from '#kernel';
import { COMMON_PASSWORDS, PASSWORD, PASSWORD_SETTINGS } from '../../testing/passwords.js';
import { PasswordPolicy } from './password-policy.js';

const ADA = { username: 'ada', email: 'ada@analytical.example.org' };
const policy = new PasswordPolicy(PASSWORD_SETTINGS, COMMON_PASSWORDS);
/** PASSWORD_MIN_LENGTH=15, PASSWORD_REQUIRED_CLASSES=none. */
const nist = new PasswordPolicy({ ...PASSWORD_SETTINGS, minLength: 15, requiredClasses: [] }, COMMON_PASSWORDS);

async function broken(by: PasswordPolicy, password: string): Promise<string[]> {
  try {
    await by.check('new_password', password, ADA);
    return [];
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    return (error.details.fields ?? []).map(({ field, code }) => `${field}: ${code}`);
  }
}

describe('the password policy', () => {
  it('refuses a decorated common password that meets every other rule [R3]', async () => {
    expect(await broken(policy, 'P@ssw0rd2026!!')).toEqual(['new_password: password_common']);
    expect(await broken(policy, 'Welcome-123456')).toEqual(['new_password: password_common']);
  });

  it('names every broken rule at once', async () => {
    expect(await broken(policy, 'coffer')).toEqual([
      'new_password: password_too_short',
      'new_password: password_upper',
      'new_password: password_digit',
      'new_password: password_special',
      'new_password: password_contextual',
    ]);
  });

  it('can follow NIST SP 800-63B-4: length, the list and the context, without classes [R1][R3]', async () => {
    expect(await broken(nist, 'correct horse')).toEqual(['new_password: password_too_short']);
    expect(await broken(nist, 'password1234567')).toEqual(['new_password: password_common']);
    expect(await broken(nist, 'the analytical engine')).toEqual(['new_password: password_contextual']);
    expect(await broken(nist, 'correct horse battery')).toEqual([]);
  });

  it('accepts a good password', async () => {
    expect(await broken(policy, PASSWORD)).toEqual([]);
  });
});
