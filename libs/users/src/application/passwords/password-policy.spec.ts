import { CofferError } from '#kernel';
import {
  aPasswordPolicy,
  COMMON_PASSWORDS,
  PASSWORD,
  PASSWORD_METER,
  PASSWORD_SETTINGS,
} from '../../testing/passwords.js';
import { PasswordPolicy } from './password-policy.js';

const ADA = { username: 'ada', email: 'ada@analytical.example.org' };
const policy = aPasswordPolicy();
/** PASSWORD_MIN_LENGTH=15, PASSWORD_REQUIRED_CLASSES=none. */
const nist = aPasswordPolicy({ ...PASSWORD_SETTINGS, minLength: 15, requiredClasses: [] });

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

  it.each([
    ['a sequence, decorated', 'Abcdefgh123!'],
    ['a repeat, decorated', 'Aaaaaaaaaaa1!'],
    ['digits before a common word', '123456Password!'],
    ['signs around a common word', '!!!Password1!!!'],
    ['a repeated group', 'Abcabcabcabc1!'],
    ['a repeated common word in leet', 'P@ssw0rdP@ssw0rd1!'],
    ['a keyboard run', 'Zxcvbnm,./123A'],
    ['columns of the keyboard', 'Qazwsxedc123!'],
    ['a row of the keyboard, backwards', '0987654321poiU!'],
  ])('refuses %s, though all classes are there [R3]', async (_, password) => {
    const codes = await broken(policy, password);
    expect(codes).toHaveLength(1);
    expect(['new_password: password_weak', 'new_password: password_common']).toContain(codes[0]);
  });

  it.each([
    'aaaaaaaaaaaaaaa',
    'qwertyuiopasdfghjkl',
    'abcdefghijklmnopqrstuvwxyz',
    'abcabcabcabcabc',
    '2001200220032004',
  ])('refuses %s, though it is long enough and no classes are asked for [R3]', async (password) => {
    expect(await broken(nist, password)).toEqual(['new_password: password_weak']);
  });

  it('says what to do, and names the field', async () => {
    await expect(policy.check('new_password', 'Abcdefgh123!', ADA)).rejects.toMatchObject({
      details: {
        fields: [{ message: expect.stringMatching(/^new_password is easy to guess.*several unrelated words/) }],
      },
    });
  });

  it('has a floor that the operator can lower', async () => {
    const lenient = aPasswordPolicy({ ...PASSWORD_SETTINGS, minScore: 3 });
    expect(await broken(lenient, 'Abcdefgh123!')).toEqual([]);
    expect(await broken(lenient, 'Aa1!Aa1!Aa1!')).toEqual(['new_password: password_weak']);
    expect(await broken(aPasswordPolicy({ ...PASSWORD_SETTINGS, minScore: 0 }), 'Aa1!Aa1!Aa1!')).toEqual([]);
  });

  it('refuses a password that other sites lost, and looks up only what breaks no other rule [R3]', async () => {
    const asked: string[] = [];
    const includes = async (password: string) => asked.push(password) > 0;
    const listed = new PasswordPolicy(PASSWORD_SETTINGS, COMMON_PASSWORDS, PASSWORD_METER, { includes });
    expect(await broken(listed, 'Abcdefgh123!')).toEqual(['new_password: password_weak']);
    expect(await broken(listed, PASSWORD)).toEqual(['new_password: password_breached']);
    expect(asked).toEqual([PASSWORD]);
  });

  it('accepts a good password', async () => {
    expect(await broken(policy, PASSWORD)).toEqual([]);
  });
});
