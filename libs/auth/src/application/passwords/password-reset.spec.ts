import { randomBytes } from 'node:crypto';
import { type CofferError, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User, withoutSessions } from '#users';
import { PASSWORD, verifiedEmailKey, withEmail, withState } from '#users/testing';
import { addUser, afterAnswers, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { opensFor } from '../../testing/session-tokens.js';

const OTHER = 'Copper-Lantern-77-Meadow';
const SECRET = randomBytes(32).toString('base64url');

describe('a reset of the password', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    const emailKey = verifiedEmailKey('ada@example.org');
    ada = await addUser(node, 'ada', { emailVerified: true, emailKey, protectedUserKey: 'a key of the client' });
  });

  const tokenFor = async (user = ada) => (await node.challenges.openWithToken('password-reset', user, newId())).token;
  const reset = (token: string, form: object = { password: OTHER }) => node.reset.reset(aRequest(), token, form);
  const stored = () => node.stores.users.users.peek(ada.id)?.value;
  const put = async (user: User) => {
    const before = await node.accounts.load(user.id);
    await node.accounts.publish(user, before?.revision ?? 0, newId());
  };

  it('is refused without a record for garbage, a token of another purpose and a changed token [R37] [R42]', async () => {
    const token = await tokenFor();
    const { token: other } = await node.challenges.openWithToken('mfa-login', ada, newId());
    const changed = (token[0] === 'A' ? 'B' : 'A') + token.slice(1);
    for (const wrong of ['', 'garbage', ` ${token}`, changed, other]) {
      expect(await codeOf(reset(wrong))).toBe('invalid_reset_token');
    }
    expect(node.records).toEqual([]);
    expect(stored()).toEqual(ada);
  });

  it('is refused after 30 minutes, with a record', async () => {
    const token = await tokenFor();
    node.clock.at += 30 * 60_000;
    expect(await codeOf(reset(token))).toBe('invalid_reset_token');
    expect(node.records).toMatchObject([{ action: 'auth:password-reset', outcome: 'failed', resourceId: ada.id }]);
  });

  it.each<[string, (user: User) => User]>([
    ['that was disabled meanwhile', (user) => withState(user, 'disabled', 1)],
    ['whose sessions were ended meanwhile', (user) => withoutSessions(user, 1)],
  ])('is refused for an account %s [R41]', async (_, moved) => {
    const token = await tokenFor();
    await put(moved(ada));
    expect(await codeOf(reset(token))).toBe('invalid_reset_token');
    expect(stored()?.passwordHash).toBe(ada.passwordHash);
  });

  it('refuses a weak password [R3] and the other kind of credential, and does not use up the token', async () => {
    const token = await tokenFor();
    const fieldsOf = (form: object) =>
      reset(token, form).catch(({ details }: CofferError) => details.fields?.map(({ field }) => field));
    expect(await fieldsOf({})).toEqual(['new_password', 'new_login_secret']);
    expect(await fieldsOf({ password: OTHER, loginSecret: SECRET })).toEqual(['new_password', 'new_login_secret']);
    expect(await fieldsOf({ password: 'weak' })).toContain('new_password');
    expect(await fieldsOf({ loginSecret: SECRET })).toEqual(['new_password']);
    expect(await codeOf(reset(token))).toBe('none');
  });

  it('is made by one of 50 requests at once [R42]', async () => {
    const token = await tokenFor();
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => codeOf(reset(token, { password: `${OTHER}-${index}` }))),
    );
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(codes.filter((code) => code === 'invalid_reset_token')).toHaveLength(49);
    expect(stored()?.authEpoch).toBe(ada.authEpoch + 1);
  });

  it('ends every session and every other token of the account, and opens no session [R41] [R43]', async () => {
    const session = await logInWith(node, 'ada');
    expect(await opensFor(node, ada, session)).toBe(true);
    const [first, second] = [await tokenFor(), await tokenFor()];
    await reset(first);
    expect(await opensFor(node, ada, session)).toBe(false);
    for (const token of [first, second]) expect(await codeOf(reset(token))).toBe('invalid_reset_token');
    expect(node.stores.sessions.sessions.peekAll()).toHaveLength(1);
    expect(await codeOf(logInWith(node, 'ada'))).toBe('invalid_credentials');
    expect(await codeOf(logInWith(node, 'ada', OTHER))).toBe('none');
  });

  it('succeeds although the account is changed otherwise at the same time', async () => {
    const token = await tokenFor();
    const { hooks } = node.stores.users.users;
    hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      hooks.before = undefined;
      await put({ ...ada, roles: ['auditor'] });
    };
    expect(await codeOf(reset(token))).toBe('none');
    expect(stored()).toMatchObject({ roles: ['auditor'], authEpoch: ada.authEpoch + 1 });
  });

  it('leaves second factors, salt, parameters and protected key as they are [R9]', async () => {
    const secondFactors = { ...ada.secondFactors, email: { address: 'ada@example.org', enabledAt: 1 } };
    await put({ ...ada, secondFactors, passwordChangeRequired: true });
    await reset(await tokenFor());
    const { kdf, encryptionSalt, protectedUserKey } = ada;
    expect(stored()).toMatchObject({ secondFactors, kdf, encryptionSalt, protectedUserKey });
    expect(stored()?.passwordChangeRequired).toBe(false);
  });

  it('does not skip the second factor: the next login asks for it [R9]', async () => {
    await put({ ...ada, secondFactors: { ...ada.secondFactors, email: { address: 'ada@example.org', enabledAt: 1 } } });
    await reset(await tokenFor());
    const result = await node.login.login(aRequest(), 'ada', { kind: 'password', text: OTHER });
    expect(result).toMatchObject({ methods: ['email'] });
    expect(result).not.toHaveProperty('accessToken');
  });

  it('does not count as an attempt, and works for a locked account too [R12]', async () => {
    for (let guess = 0; guess < 6; guess++) await codeOf(logInWith(node, 'ada', `Wrong-Guess-${guess}`));
    expect(await codeOf(logInWith(node, 'ada', PASSWORD))).toBe('invalid_credentials');
    expect(await codeOf(reset(await tokenFor()))).toBe('none');
    expect(await codeOf(logInWith(node, 'ada', OTHER))).toBe('invalid_credentials');
  });

  it('sets a login secret, and nothing else, for an account with a login secret', async () => {
    await put({ ...ada, credential: 'login_secret' });
    const token = await tokenFor();
    expect(await codeOf(reset(token))).toBe('validation_failed');
    await reset(token, { loginSecret: SECRET });
    expect(await codeOf(node.login.login(aRequest(), 'ada', { kind: 'login_secret', text: SECRET }))).toBe('none');
  });

  it('is mailed to the verified address, and recorded without token and password', async () => {
    const token = await tokenFor();
    await reset(token);
    expect(node.mailbox.mails).toMatchObject([{ to: 'ada@example.org', subject: 'Your Coffer password was changed' }]);
    expect(node.records.map(({ outcome }) => outcome)).toEqual(['allowed', 'succeeded']);
    expect(node.records.at(-1)).toMatchObject({ actorId: ada.id, resourceType: 'user', resourceId: ada.id });
    expect(JSON.stringify([node.records, node.mailbox.mails])).not.toMatch(new RegExp(`${token}|Copper`));
  });

  it('uses up its token after the answer, so that the store keeps no live one', async () => {
    await reset(await tokenFor());
    await afterAnswers(node);
    expect(node.stores.challenges.challenges.peekAll().map(({ value }) => value.usedAt)).toEqual([node.clock.at]);
  });

  it('mails nothing to a changed address that was not verified', async () => {
    const token = await tokenFor();
    await put(withEmail(ada, 'somebody@example.org', 1));
    await codeOf(reset(token));
    expect(node.mailbox.mails).toEqual([]);
  });
});
