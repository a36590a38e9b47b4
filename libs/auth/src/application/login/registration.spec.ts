import { randomBytes } from 'node:crypto';
import { type CofferError, newId, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { DEFAULT_KDF, withVerifiedEmail } from '#users';
import { PASSWORD } from '#users/testing';
import { AUTH_SETTINGS } from '../../testing/foundation.js';
import { addUser, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { Registration, type RegistrationRequest } from './registration.js';

const SECRET = randomBytes(32).toString('base64url');
const SALT = randomBytes(16).toString('base64');
const ADA: RegistrationRequest = {
  username: 'Ada ',
  email: 'ada@example.org',
  credential: { kind: 'password', text: PASSWORD },
};
const KEYLESS: RegistrationRequest = { ...ADA, credential: { kind: 'login_secret', text: SECRET } };

describe('a registration', () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
  });

  const register = (given = ADA, request = aRequest()) => node.registration.register(request, given);
  const users = () => node.stores.users.users.peekAll().map(({ value }) => value);
  const fieldsOf = async (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: CofferError) => error.details.fields?.map(({ field }) => field),
    );

  it('is refused if the operator closed it, whatever is sent, and is recorded as a denial', async () => {
    const closed = new Registration(
      ...([node.accounts, node.credentials, node.passwordPolicy, node.firstCode] as const),
      ...([{ ...AUTH_SETTINGS, registrationOpen: false }, node.trail, node.clock] as const),
    );
    expect(await codeOf(closed.register(aRequest(), { ...ADA, username: '' }))).toBe('registration_closed');
    expect(node.records).toMatchObject([{ action: 'auth:register', outcome: 'denied', actorId: null }]);
    expect(users()).toEqual([]);
  });

  it('refuses an invalid name, address or password, and names the field', async () => {
    expect(await fieldsOf(register({ ...ADA, username: 'A B' }))).toEqual(['username']);
    expect(await fieldsOf(register({ ...ADA, email: 'ada' }))).toEqual(['email']);
    expect(await fieldsOf(register({ ...ADA, username: ADA.email }))).toEqual(['username']);
    const weak = { kind: 'password', text: 'password' } as const;
    expect(new Set(await fieldsOf(register({ ...ADA, credential: weak })))).toEqual(new Set(['password']));
    expect(users()).toEqual([]);
  });

  it('refuses a login secret that is not 32 bytes, or that comes without its key derivation [R3]', async () => {
    const short = { ...KEYLESS, kdf: DEFAULT_KDF, encryptionSalt: SALT, credential: KEYLESS.credential };
    const credential = { kind: 'login_secret', text: SECRET.slice(1) } as const;
    expect(await fieldsOf(register({ ...short, credential }))).toEqual(['login_secret']);
    expect(await fieldsOf(register(KEYLESS))).toEqual(['kdf', 'encryption_salt']);
    const cheap = { ...DEFAULT_KDF, iterations: 1 };
    expect(await fieldsOf(register({ ...short, kdf: cheap }))).toEqual(['kdf.iterations']);
  });

  it('refuses a taken name in every spelling and state, before anything is hashed, and a name that loses a race', async () => {
    await addUser(node, 'ada', { state: 'disabled' });
    node.credentials.hash = () => Promise.reject(new Error('hashed'));
    expect(await codeOf(register({ ...ADA, username: 'ADA' }))).toBe('username_taken');
    expect(node.records).toMatchObject([{ action: 'auth:register', outcome: 'failed', actorId: null }]);
  });

  it('gives a name to one of 20 requests at once', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(register())));
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['none', 'username_taken']));
    expect(users()).toHaveLength(1);
  });

  it('does not check whether another account has verified the address, and accepts it like any other [R15]', async () => {
    const owner = withVerifiedEmail(await addUser(node, 'owner', { email: ADA.email }), 1);
    await node.accounts.publish(owner, 1, newId());
    node.stores.users.findByEmailKey = () => Promise.reject(new Error('looked'));
    const ada = await register();
    expect(ada).toMatchObject({ email: ADA.email, emailVerified: false, emailKey: `none:${ada.id}` });
  });

  it('creates an active account without roles that can log in, and records intent and outcome', async () => {
    const ada = await register();
    expect(ada).toMatchObject({ username: 'ada', state: 'active', roles: [], passwordChangeRequired: false });
    expect(node.records).toMatchObject([
      { action: 'auth:register', resourceId: ada.id, outcome: 'allowed', actorId: ada.id },
      { action: 'auth:register', resourceId: ada.id, outcome: 'succeeded', actorId: ada.id },
    ]);
    expect(await codeOf(logInWith(node, 'ada'))).toBe('none');
    expect(JSON.stringify(users())).not.toContain(PASSWORD);
  });

  it('stores the key derivation of the client, and chooses one if a client with a password sends none', async () => {
    const keys = { kdf: { ...DEFAULT_KDF, iterations: 4 }, encryptionSalt: SALT, protectedUserKey: 'a2V5' };
    await register({ ...KEYLESS, ...keys });
    const bob = await register({ ...ADA, username: 'bob' });
    expect(users().find(({ username }) => username === 'ada')).toMatchObject({ credential: 'login_secret', ...keys });
    expect(bob).toMatchObject({ credential: 'password', kdf: DEFAULT_KDF, protectedUserKey: null });
    expect(Buffer.from(bob.encryptionSalt, 'base64')).toHaveLength(16);
    const given = { kind: 'login_secret', text: SECRET } as const;
    expect(await codeOf(node.login.login(aRequest(), 'ada', given))).toBe('none');
  });

  it('leaves no account and one failed record if the store fails', async () => {
    const { hooks } = node.stores.users.users;
    hooks.before = (operation) => {
      if (operation === 'insert') throw new PartUnavailable('store');
    };
    expect(await codeOf(register())).toBe('store_unavailable');
    expect(node.records.map(({ outcome }) => outcome)).toEqual(['allowed', 'failed']);
    hooks.before = undefined;
    expect(await codeOf(register())).toBe('none');
  });
});
