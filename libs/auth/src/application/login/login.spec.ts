import { createSecretKey, randomBytes } from 'node:crypto';
import { Roots } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type GivenCredential, type User } from '#users';
import { NO_SECOND_FACTORS, PASSWORD } from '#users/testing';
import { addUser, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';

const SECRET = randomBytes(32).toString('base64url');
const WRONG = 'Copper-Lantern-77-Meadow';
const WITH_MAIL = {
  ...NO_SECOND_FACTORS,
  email: { address: 'ada@example.org', enabledAt: 1 },
  recoveryHashes: ['h'],
};

describe('a login', () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
  });

  const logIn = (text = PASSWORD, kind: GivenCredential['kind'] = 'password', at = node) =>
    at.login.login(aRequest(), 'ada', { kind, text });
  const sessions = () => node.stores.sessions.sessions.peekAll();
  const stored = (user: User) => node.stores.users.users.peek(user.id)?.value;

  it('is for administrators alone when the store is almost full, and is audited as failed [R101]', async () => {
    await addUser(node, 'ada');
    await addUser(node, 'grace', { roles: ['administrator'] });
    node.disk.free = 0;
    await node.room.look();
    const given = { kind: 'password', text: PASSWORD } as const;
    expect(await codeOf(logIn())).toBe('store_full');
    expect(await codeOf(logIn(WRONG))).toBe('invalid_credentials');
    expect(node.records.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(await codeOf(node.login.login(aRequest(), 'grace', given))).toBe('none');
    node.disk.free = null;
  });

  it('accepts no password as a login secret and no login secret as a password, with the same answer', async () => {
    await addUser(node, 'ada', { credential: 'login_secret', ...(await hashed(SECRET)) });
    expect(await codeOf(logIn(SECRET, 'password'))).toBe('invalid_credentials');
    expect(await codeOf(logIn('not even one', 'login_secret'))).toBe('invalid_credentials');
    expect(await codeOf(logIn(SECRET, 'login_secret'))).toBe('none');
    await addUser(node, 'bob');
    const asSecret = { kind: 'login_secret', text: PASSWORD } as const;
    expect(await codeOf(node.login.login(aRequest(), 'bob', asSecret))).toBe('invalid_credentials');
  });

  it('takes as long for a locked account as for any other, also with an imported hash [R13]', async () => {
    const importedHash = { setting: '$2b$04$abcdefghijklmnopqrstuu', input: 'password', hexSalt: null } as const;
    const ada = await addUser(node, 'ada', { importedHash });
    const verify = jest.spyOn(node.credentials, 'verify');
    for (let attempt = 0; attempt < 6; attempt++) await codeOf(logIn(WRONG));
    expect(verify.mock.calls[4]?.[0]).toEqual(ada);
    expect(verify.mock.calls[5]?.[0]).toEqual({ ...ada, passwordHash: null });
  });

  it('opens no session with a password alone if there is a second factor, and lists the second factors', async () => {
    await addUser(node, 'ada', { secondFactors: WITH_MAIL });
    const result = await logIn();
    expect(result).toEqual({ mfaToken: expect.any(String), methods: ['email', 'recovery'] });
    expect(sessions()).toEqual([]);
    expect(node.records.map(({ action }) => action)).not.toContain('auth:login');
  });

  it('does not clear the failed attempts before the second factor: only a complete login does [R20]', async () => {
    await addUser(node, 'ada', { secondFactors: WITH_MAIL });
    for (let guess = 0; guess < 4; guess += 1) await codeOf(logIn(WRONG));
    for (let step = 0; step < 3; step += 1) expect(await logIn()).toHaveProperty('mfaToken');
    expect(await codeOf(logIn(WRONG))).toBe('invalid_credentials');
    expect(await codeOf(logIn())).toBe('invalid_credentials');
  });

  it('asks for the second factor only after a right password', async () => {
    await addUser(node, 'ada', { secondFactors: WITH_MAIL });
    await addUser(node, 'off', { secondFactors: WITH_MAIL, state: 'disabled' });
    expect(await codeOf(logIn(WRONG))).toBe('invalid_credentials');
    expect(await codeOf(logInWith(node, 'off'))).toBe('invalid_credentials');
  });

  it('replaces an outdated hash after the first step: the second step has no password [R6]', async () => {
    const ada = await addUser(node, 'ada', { secondFactors: WITH_MAIL });
    const newer = { version: 2, key: createSecretKey(randomBytes(32)) };
    const roots = new Roots(node.roots.jwtKeys, [newer, ...node.roots.peppers]);
    const risen = identityNode(node.stores, roots, node.clock);
    expect(await logIn(PASSWORD, 'password', risen)).toHaveProperty('mfaToken');
    expect(stored(ada)).toMatchObject({ pepperVersion: 2, authEpoch: 1, secondFactors: WITH_MAIL });
  });

  it('succeeds if the hash cannot be replaced, and the next login replaces it [R6]', async () => {
    const ada = await addUser(node, 'ada');
    const newer = { version: 2, key: createSecretKey(randomBytes(32)) };
    const roots = new Roots(node.roots.jwtKeys, [newer, ...node.roots.peppers]);
    const risen = identityNode(node.stores, roots, node.clock);
    risen.accounts.publish = async () => false;
    expect(await codeOf(logIn(PASSWORD, 'password', risen))).toBe('none');
    expect(stored(ada)).toMatchObject({ pepperVersion: 1 });
  });

  async function hashed(text: string): Promise<Pick<User, 'passwordHash' | 'pepperVersion'>> {
    const { phc, pepperVersion } = await node.credentials.hash({ kind: 'login_secret', text });
    return { passwordHash: phc, pepperVersion };
  }
});
