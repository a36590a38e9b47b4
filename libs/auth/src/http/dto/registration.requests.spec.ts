import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { CofferError } from '#kernel';
import { LoginRequest, PreloginRequest } from './login.requests.js';
import { RegisterRequest, registrationOf } from './registration.requests.js';

const SALT = `${'A'.repeat(22)}==`;
const SECRET = 'A'.repeat(43);
const KDF = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };
const BODY = { username: 'ada', email: 'ada@example.org' };

/** The paths of the fields that are refused. */
async function refused<T extends object>(type: new () => T, plain: object): Promise<string[]> {
  const errors = await validate(plainToInstance(type, plain), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  return errors.flatMap(({ property, children }) =>
    children?.length ? children.map((child) => `${property}.${child.property}`) : [property],
  );
}

describe('the body of a registration', () => {
  it.each([
    [{ username: null }, ['username']],
    [{ username: { $ne: null } }, ['username']],
    [{ username: 'a'.repeat(257) }, ['username']],
    [{ email: ['a@b.c'] }, ['email']],
    [{ password: null }, ['password']],
    [{ password: 'a'.repeat(1_025) }, ['password']],
    [{ login_secret: 7 }, ['login_secret']],
    [{ login_secret: `${SECRET}A` }, ['login_secret']],
    [{ encryption_salt: `${'A'.repeat(21)}B==` }, ['encryption_salt']],
    [{ encryption_salt: 'A'.repeat(24) }, ['encryption_salt']],
    [{ protected_user_key: 'a-b_' }, ['protected_user_key']],
    [{ protected_user_key: '' }, ['protected_user_key']],
    [{ protected_user_key: 'A'.repeat(4_100) }, ['protected_user_key']],
    [{ kdf: null }, ['kdf']],
    [{ kdf: 'argon2id' }, ['kdf']],
    [{ kdf: [KDF] }, ['kdf']],
    [{ kdf: { ...KDF, algorithm: 'scrypt' } }, ['kdf.algorithm']],
    [{ kdf: { ...KDF, iterations: '3' } }, ['kdf.iterations']],
    [{ kdf: { ...KDF, memory_kib: null } }, ['kdf.memory_kib']],
    [{ kdf: { ...KDF, salt: 'x' } }, ['kdf.salt']],
    [{ roles: ['administrator'] }, ['roles']],
    [{ state: 'active' }, ['state']],
    [{ ownerId: 'x' }, ['ownerId']],
  ])('refuses %j [R72][R73][R75][R76]', async (wrong, fields) => {
    expect(await refused(RegisterRequest, { ...BODY, password: 'x', ...wrong })).toEqual(fields);
  });

  it('is accepted with a password, or with a login secret and the keys of its client', async () => {
    expect(await refused(RegisterRequest, { ...BODY, password: 'x' })).toEqual([]);
    const keys = { kdf: KDF, encryption_salt: SALT, protected_user_key: 'a2V5' };
    expect(await refused(RegisterRequest, { ...BODY, login_secret: SECRET, ...keys })).toEqual([]);
    expect(registrationOf({ ...BODY, login_secret: SECRET, ...keys } as RegisterRequest)).toEqual({
      ...BODY,
      ...{ credential: { kind: 'login_secret', text: SECRET }, kdf: KDF, encryptionSalt: SALT },
      protectedUserKey: 'a2V5',
    });
  });

  it.each([{}, { password: 'x', login_secret: SECRET }])(
    'refuses %j, and names both fields: exactly one must be sent',
    (given) => {
      const fields = () => {
        try {
          return registrationOf({ ...BODY, ...given });
        } catch (error) {
          return (error as CofferError).details.fields?.map(({ field }) => field);
        }
      };
      expect(fields()).toEqual(['password', 'login_secret']);
    },
  );
});

describe('the bodies of a login', () => {
  it.each([
    [LoginRequest, { username: 'ada', password: null }, ['password']],
    [LoginRequest, { username: 'ada', login_secret: { $gt: '' } }, ['login_secret']],
    [LoginRequest, { username: 'ada', password: 'x', remember: true }, ['remember']],
    [PreloginRequest, { username: 7 }, ['username']],
    [PreloginRequest, {}, ['username']],
  ] as const)('%s refuses %j [R72][R74][R75]', async (type, body, fields) => {
    expect(await refused<object>(type, body)).toEqual(fields);
  });
});
