import { randomBytes } from 'node:crypto';
import { type CofferError, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { DEFAULT_KDF, type User } from '#users';
import { importedHashOf, PASSWORD, verifiedEmailKey } from '#users/testing';
import { addUser, callerAs, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { claimsIn, opensFor } from '../../testing/session-tokens.js';
import type { Tokens } from '../sessions/token-issue.js';
import type { PasswordChangeForm } from './password-change.js';

const OTHER = 'Copper-Lantern-77-Meadow';
/** A bcrypt hash of `correct horse`, as another system wrote it. */
const IMPORTED = '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e';
const SECRET = randomBytes(32).toString('base64url');
const SALT = Buffer.alloc(16, 7).toString('base64');
const KEY = Buffer.alloc(48, 9).toString('base64');
const KEYS = { kdf: { ...DEFAULT_KDF, iterations: 4 }, encryptionSalt: SALT, protectedUserKey: KEY };

/** A change from the test password to another one, with `more` replaced. */
function form(more: Partial<PasswordChangeForm> = {}): PasswordChangeForm {
  return { current: { password: PASSWORD }, next: { password: OTHER }, keys: {}, ...more };
}

describe('a change of the password', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
  });

  const logIn = (password = PASSWORD) => logInWith(node, 'ada', password);
  const inSession = (tokens: Tokens) => callerAs(ada, claimsIn(tokens).sessionId);
  const change = async (given: PasswordChangeForm) => node.passwordChange.change(inSession(await logIn()), given);
  const stored = () => node.stores.users.users.peek(ada.id)?.value;
  const fieldsOf = async (given: PasswordChangeForm) => {
    const error: CofferError = await change(given).then(
      () => Promise.reject(new Error('it was not refused')),
      (cause) => cause,
    );
    return error.details.fields?.map(({ field }) => field);
  };

  it('needs the current password, and records a failure [R8]', async () => {
    expect(await codeOf(change(form({ current: { password: OTHER } })))).toBe('invalid_credentials');
    expect(node.records.at(-1)).toMatchObject({ action: 'auth:password', outcome: 'failed', resourceId: ada.id });
    expect(stored()).toEqual(ada);
  });

  it('obeys the lockout: past the limit the right password is refused too, and no session ends [R12] [R14]', async () => {
    const tokens = await logIn();
    for (let guess = 0; guess < 5; guess++) {
      const wrong = form({ current: { password: `Wrong-Guess-${guess}` } });
      expect(await codeOf(node.passwordChange.change({ ...inSession(tokens), request: from(7) }, wrong))).toBe(
        'invalid_credentials',
      );
    }
    const right = node.passwordChange.change({ ...inSession(tokens), request: from(7) }, form());
    expect(await codeOf(right)).toBe('invalid_credentials');
    expect(await opensFor(node, ada, tokens)).toBe(true);
  });

  it('refuses a weak, a common and an unchanged password [R3]', async () => {
    for (const weak of ['weak', 'Password-1234', `Ada-${PASSWORD}`, PASSWORD]) {
      expect(await fieldsOf(form({ next: { password: weak } }))).toContain('new_password');
    }
    expect(stored()).toEqual(ada);
  });

  it.each<[string, Partial<PasswordChangeForm>, string[]]>([
    ['no current one', { current: {} }, ['current_password', 'current_login_secret']],
    [
      'two current credentials',
      { current: { password: PASSWORD, loginSecret: SECRET } },
      ['current_password', 'current_login_secret'],
    ],
    ['no new one', { next: {} }, ['new_password', 'new_login_secret']],
    [
      'nothing at all',
      { current: {}, next: {} },
      ['current_password', 'current_login_secret', 'new_password', 'new_login_secret'],
    ],
    ['two new ones', { next: { password: OTHER, loginSecret: SECRET } }, ['new_password', 'new_login_secret']],
    ['a login secret alone', { next: { loginSecret: SECRET } }, ['kdf', 'encryption_salt', 'protected_user_key']],
    ['a login secret of 31 bytes', { next: { loginSecret: SECRET.slice(0, 42) }, keys: KEYS }, ['new_login_secret']],
    ['weak parameters', { keys: { ...KEYS, kdf: { ...DEFAULT_KDF, iterations: 1 } } }, ['kdf.iterations']],
  ])('refuses %s, and names the fields', async (_, given, fields) => {
    expect(await fieldsOf(form(given))).toEqual(fields);
    expect(stored()).toEqual(ada);
  });

  it('requires the protected user key again, since only the old password opens it', async () => {
    await node.accounts.publish({ ...ada, protectedUserKey: 'sealed under the old one' }, 1, newId());
    expect(await fieldsOf(form())).toEqual(['protected_user_key']);
    await change(form({ keys: { protectedUserKey: KEY } }));
    expect(stored()).toMatchObject({ protectedUserKey: KEY, encryptionSalt: ada.encryptionSalt, kdf: ada.kdf });
  });

  it('ends every other session and not this one, and the old password stops working [R41]', async () => {
    const [mine, other] = [await logIn(), await logIn()];
    expect([await opensFor(node, ada, mine), await opensFor(node, ada, other)]).toEqual([true, true]);
    await node.passwordChange.change(inSession(mine), form());
    expect([await opensFor(node, ada, mine), await opensFor(node, ada, other)]).toEqual([true, false]);
    expect(await codeOf(node.refresh.refresh(aRequest(), other.refreshToken))).toBe('invalid_refresh_token');
    expect(await codeOf(node.refresh.refresh(aRequest(), mine.refreshToken))).toBe('none');
    expect(await codeOf(logIn())).toBe('invalid_credentials');
    expect(await codeOf(logIn(OTHER))).toBe('none');
  });

  it('is refused to a session that another change has ended meanwhile [R41]', async () => {
    const [mine, other] = [await logIn(), await logIn()];
    await node.passwordChange.change(inSession(mine), form());
    const back = form({ current: { password: OTHER }, next: { password: PASSWORD } });
    expect(await codeOf(node.passwordChange.change(inSession(other), back))).toBe('unauthenticated');
  });

  it('is made once when many sessions try at once [R41]', async () => {
    const sessions = [];
    for (let count = 0; count < 10; count++) sessions.push(await logIn());
    const made = sessions.map((tokens, index) => {
      const next = { password: `${OTHER}-${index}` };
      return codeOf(node.passwordChange.change(inSession(tokens), form({ next })));
    });
    expect((await Promise.all(made)).filter((code) => code === 'none')).toHaveLength(1);
    expect(stored()?.authEpoch).toBe(ada.authEpoch + 1);
  });

  it('publishes hash, salt, parameters and protected key together, and turns a password into a login secret', async () => {
    const tokens = await logIn();
    await node.passwordChange.change(inSession(tokens), form({ next: { loginSecret: SECRET }, keys: KEYS }));
    expect(stored()).toMatchObject({ ...KEYS, credential: 'login_secret', authEpoch: ada.authEpoch + 1 });
    expect(node.stores.users.users.peek(ada.id)?.revision).toBe(2);
    expect(await codeOf(logIn())).toBe('invalid_credentials');
    expect(await codeOf(node.login.login(aRequest(), 'ada', { kind: 'login_secret', text: SECRET }))).toBe('none');
  });

  it('turns a login secret into a password again', async () => {
    const tokens = await logIn();
    await node.passwordChange.change(inSession(tokens), form({ next: { loginSecret: SECRET }, keys: KEYS }));
    const back = form({ current: { loginSecret: SECRET }, keys: { protectedUserKey: KEY } });
    await node.passwordChange.change(inSession(tokens), back);
    expect(stored()).toMatchObject({ ...KEYS, credential: 'password' });
    expect(await codeOf(logIn(OTHER))).toBe('none');
  });

  it('replaces the hash of an imported account', async () => {
    const { importedHash, bcrypt } = importedHashOf(IMPORTED, { input: 'password', hexSalt: null });
    const hash = await node.credentials.hashImported({ importedHash, bcrypt });
    const imported = { ...ada, importedHash, passwordHash: hash.phc, pepperVersion: hash.pepperVersion };
    const { sessionId } = claimsIn(await logIn());
    await node.accounts.publish(imported, 1, newId());
    const given = form({ current: { password: 'correct horse' } });
    await node.passwordChange.change(callerAs(ada, sessionId), given);
    expect(stored()).toMatchObject({ importedHash: null, credential: 'password' });
    expect(await codeOf(logIn(OTHER))).toBe('none');
  });

  it('ends the obligation to change the password [R26]', async () => {
    await node.accounts.publish({ ...ada, passwordChangeRequired: true }, 1, newId());
    await change(form());
    expect(stored()?.passwordChangeRequired).toBe(false);
  });

  it('is mailed to the verified address alone, without either password', async () => {
    await change(form());
    expect(node.mailbox.mails).toEqual([]);
    const emailKey = verifiedEmailKey('ada@example.org');
    await node.accounts.publish({ ...ada, emailVerified: true, emailKey }, 2, newId());
    await node.passwordChange.change(inSession(await logIn()), form());
    expect(node.mailbox.mails).toMatchObject([{ to: 'ada@example.org' }]);
    expect(JSON.stringify(node.mailbox.mails)).not.toMatch(/Copper|Violet/);
  });
});

function from(network: number) {
  return { ...aRequest(), ip: `198.51.${network}.1` };
}
