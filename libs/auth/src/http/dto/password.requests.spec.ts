import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { VerifyEmailRequest } from './email.requests.js';
import {
  ChangePasswordRequest,
  ForgotPasswordRequest,
  passwordChangeOf,
  ResetPasswordRequest,
} from './password.requests.js';

/** The fields that are refused. */
async function refused<T extends object>(type: new () => T, plain: object): Promise<string[]> {
  const errors = await validate(plainToInstance(type, plain), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  return errors.map((error) => error.property);
}

const KDF = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };
const SALT = Buffer.alloc(16, 7).toString('base64');

describe("the bodies about the caller's own account", () => {
  it.each([
    '12345',
    '1234567',
    '123456 7',
    '12-34-56',
    '１２３４５６',
    '12345a',
    123_456,
    ['123456'],
    { $ne: null },
    null,
  ])('refuse %j as a code, before anything is looked up [R18]', async (code) => {
    expect(await refused(VerifyEmailRequest, { code })).toEqual(['code']);
  });

  it.each([
    [{ current_password: null }, ['current_password']],
    [{ new_password: null }, ['new_password']],
    [{ new_password: { $ne: null } }, ['new_password']],
    [{ new_password: 'a'.repeat(1_025) }, ['new_password']],
    [{ current_login_secret: 'a'.repeat(44) }, ['current_login_secret']],
    [{ kdf: null }, ['kdf']],
    [{ kdf: { ...KDF, salt: 'x' } }, ['kdf']],
    [{ encryption_salt: 'short' }, ['encryption_salt']],
    [{ encryption_salt: SALT.replace('==', '=') }, ['encryption_salt']],
    [{ protected_user_key: '' }, ['protected_user_key']],
    [{ roles: ['administrator'] }, ['roles']],
  ])('refuse %j for a change of the password [R72] [R75] [R76]', async (wrong, fields) => {
    expect(await refused(ChangePasswordRequest, wrong)).toEqual(fields);
  });

  it('refuse a reset without a token, and a reset that names its user [R76]', async () => {
    expect(await refused(ResetPasswordRequest, { new_password: 'x' })).toEqual(['token']);
    expect(await refused(ResetPasswordRequest, { token: 'x', username: 'ada' })).toEqual(['username']);
    expect(await refused(ForgotPasswordRequest, { username: { $ne: null } })).toEqual(['username']);
  });

  it('accept all fields that a change may have', async () => {
    const body = {
      ...{ current_login_secret: 'a'.repeat(43), new_login_secret: 'b'.repeat(43) },
      ...{ kdf: KDF, encryption_salt: SALT, protected_user_key: SALT },
    };
    expect(await refused(ChangePasswordRequest, body)).toEqual([]);
    expect(passwordChangeOf(body as ChangePasswordRequest)).toEqual({
      current: { loginSecret: 'a'.repeat(43) },
      next: { loginSecret: 'b'.repeat(43) },
      keys: { kdf: KDF, encryptionSalt: SALT, protectedUserKey: SALT },
    });
  });
});
