import { PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User } from '#users';
import { withState } from '#users/testing';
import { afterAnswers, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import {
  addVerified,
  askedForFactor,
  codeIn,
  enrolApp,
  enrolEmail,
  STEP_MS,
  wrongCode,
} from '../../testing/second-factors.js';
import { claimsIn } from '../../testing/session-tokens.js';

const MINUTE = 60_000;

describe('the second step of a login', () => {
  let node: IdentityNode;
  let ada: User;
  let seed: string;
  let recovery: readonly string[];

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addVerified(node, 'ada');
    const enrolled = await enrolApp(node, ada);
    seed = enrolled.seed;
    recovery = enrolled.recoveryCodes;
  });

  const asked = async () => (await askedForFactor(node, 'ada')).mfaToken;
  const verify = (token: string, code: string, method: 'totp' | 'email' | 'recovery' = 'totp', request = aRequest()) =>
    node.mfaLogin.verify(request, token, method, code);
  const outcome = (token: string, code: string, method: 'totp' | 'email' | 'recovery' = 'totp') =>
    codeOf(verify(token, code, method));
  const mfaAt = async (work: ReturnType<typeof verify>) =>
    (await node.authentication.principalOf(claimsIn(await work))).mfaAt;

  describe('is refused', () => {
    it('without a genuine token, whatever the code [R24]', async () => {
      for (const token of ['', 'x', `${await asked()}x`]) {
        expect(await outcome(token, codeIn(node, seed))).toBe('invalid_mfa_token');
      }
    });

    it('with a token of another kind: refresh, access, reset [R24] [R42]', async () => {
      const tokens = await verify(await asked(), codeIn(node, seed));
      const user = (await node.accounts.load(ada.id))?.value ?? ada;
      const reset = await node.challenges.openWithToken('password-reset', user, aRequest().requestId);
      node.clock.at += STEP_MS;
      for (const token of [tokens.refreshToken, tokens.accessToken, reset.token]) {
        expect(await outcome(token, codeIn(node, seed))).toBe('invalid_mfa_token');
      }
      expect(await codeOf(node.refresh.refresh(aRequest(), await asked()))).toBe('invalid_refresh_token');
    });

    it('after 5 minutes, after its use, and once the account has changed [R24] [R41]', async () => {
      const old = await asked();
      node.clock.at += 5 * MINUTE;
      expect(await outcome(old, codeIn(node, seed))).toBe('invalid_mfa_token');
      const used = await asked();
      await verify(used, codeIn(node, seed));
      node.clock.at += STEP_MS;
      expect(await outcome(used, codeIn(node, seed))).toBe('invalid_mfa_token');
      const before = await asked();
      await node.accounts.change(ada.id, aRequest().requestId, (user) => withState(user, 'disabled', 0));
      expect(await outcome(before, codeIn(node, seed))).toBe('invalid_mfa_token');
    });

    it('for a code of a wrong form, before anything is looked up [R18]', async () => {
      const token = await asked();
      const code = codeIn(node, seed);
      let looks = 0;
      const look = () => {
        looks += 1;
      };
      node.stores.challenges.challenges.hooks.before = look;
      node.stores.users.users.hooks.before = look;
      node.stores.lockouts.lockouts.hooks.before = look;
      for (const odd of [
        ` ${code}`,
        `${code}\n`,
        `${code}.0`,
        `+${code}`,
        code.slice(1),
        '１２３４５６',
        '1e5000',
        '',
      ]) {
        expect(await outcome(token, odd)).toBe('invalid_code');
      }
      expect(looks).toBe(0);
    });

    it('for a code of two steps before or two steps after our clock [R19]', async () => {
      node.clock.at += 10 * STEP_MS;
      for (const steps of [-2, 2]) expect(await outcome(await asked(), codeIn(node, seed, steps))).toBe('invalid_code');
    });

    it('for a step that was used, also by the confirmation of the app, and for an earlier step [R17]', async () => {
      expect(await outcome(await asked(), codeIn(node, seed, -1))).toBe('invalid_code');
      expect(await outcome(await asked(), codeIn(node, seed, 1))).toBe('none');
      for (const steps of [1, 0]) expect(await outcome(await asked(), codeIn(node, seed, steps))).toBe('invalid_code');
      node.clock.at += 2 * STEP_MS;
      expect(await outcome(await asked(), codeIn(node, seed))).toBe('none');
    });

    it('for a method that is not enabled, with the same answer as for a wrong code', async () => {
      expect(await outcome(await asked(), '123456', 'email')).toBe('invalid_code');
      expect(await codeOf(node.mfaLogin.sendCode(aRequest(), await asked()))).toBe('mfa_not_enabled');
    });

    it('after five wrong codes, also with the right code, over all methods and new challenges [R12] [R20]', async () => {
      for (let attempt = 0; attempt < 3; attempt++) {
        expect(await outcome(await asked(), wrongCode(node, seed))).toBe('invalid_code');
      }
      for (let attempt = 0; attempt < 2; attempt++) {
        expect(await outcome(await asked(), 'aaaaa-aaaaa', 'recovery')).toBe('invalid_code');
      }
      expect(await codeOf(askedForFactor(node, 'ada'))).toBe('invalid_credentials');
      const before = (await node.accounts.load(ada.id))?.value ?? ada;
      const { mfaToken } = await node.mfaLogin.begin(aRequest(), before);
      expect(await outcome(mfaToken, codeIn(node, seed))).toBe('invalid_code');
      expect(await outcome(mfaToken, recovery[0] ?? '', 'recovery')).toBe('invalid_code');
    });

    it('with 503 while the keyring is unavailable, and the attempt does not count', async () => {
      const elsewhere = identityNode(node.stores, node.roots, node.clock);
      node.stores.keyring.tap = (call) => {
        if (call.startsWith('openKey')) throw new PartUnavailable('keyring');
      };
      const { mfaToken } = await askedForFactor(elsewhere, 'ada');
      for (let attempt = 0; attempt < 6; attempt++) {
        const verified = elsewhere.mfaLogin.verify(aRequest(), mfaToken, 'totp', codeIn(node, seed));
        expect(await codeOf(verified)).toBe('keyring_unavailable');
      }
      node.stores.keyring.tap = () => {};
      expect(await outcome(mfaToken, codeIn(node, seed))).toBe('none');
    });
  });

  it('is audited with its own action, without token or code', async () => {
    const token = await asked();
    const code = codeIn(node, seed);
    await outcome(token, wrongCode(node, seed));
    await verify(token, code);
    const told = node.records.map(({ action, outcome: became }) => `${action} ${became}`).slice(-6);
    expect(told).toEqual([
      ...['auth:mfa-challenge allowed', 'auth:mfa-challenge succeeded'],
      ...['auth:mfa-verify allowed', 'auth:mfa-verify failed'],
      ...['auth:mfa-verify allowed', 'auth:mfa-verify succeeded'],
    ]);
    expect(JSON.stringify(node.records)).not.toContain(token);
    expect(JSON.stringify(node.records)).not.toContain(code);
  });

  it('opens a session that has shown a second factor by an app or a recovery code', async () => {
    expect(await mfaAt(verify(await asked(), codeIn(node, seed)))).toBe(node.clock.now());
    expect(await mfaAt(verify(await asked(), recovery[0] ?? '', 'recovery'))).toBe(node.clock.now());
  });

  it('accepts each recovery code once, also without its dash and in capitals [R23]', async () => {
    const [first = '', second = ''] = recovery;
    expect(await outcome(await asked(), first, 'recovery')).toBe('none');
    expect(await outcome(await asked(), first, 'recovery')).toBe('invalid_code');
    expect(await outcome(await asked(), second.replace('-', '').toUpperCase(), 'recovery')).toBe('none');
    expect((await node.accounts.load(ada.id))?.value.secondFactors.recoveryHashes).toHaveLength(8);
  });

  it('ends no session by using up a step or a recovery code', async () => {
    const tokens = await verify(await asked(), codeIn(node, seed));
    await verify(await asked(), recovery[0] ?? '', 'recovery');
    expect((await node.authentication.principalOf(claimsIn(tokens))).userId).toBe(ada.id);
  });

  it('clears the count of failures when it is complete', async () => {
    for (let login = 0; login < 3; login++) {
      const token = await asked();
      for (let attempt = 0; attempt < 3; attempt++) await outcome(token, wrongCode(node, seed));
      expect(await outcome(token, codeIn(node, seed))).toBe('none');
      node.clock.at += STEP_MS;
    }
  });

  describe('by e-mail', () => {
    let enrolled: string;

    beforeEach(async () => {
      ada = await addVerified(node, 'hedy');
      enrolled = (await enrolEmail(node, ada)).code;
    });

    const mailed = () => node.mailbox.secretFor('hedy@example.org');
    const token = async () => (await askedForFactor(node, 'hedy')).mfaToken;
    const send = (mfaToken: string) => node.mfaLogin.sendCode(aRequest(), mfaToken);

    it('accepts no code that was sent for another login or another purpose [R22] [R24]', async () => {
      const [first, second] = [await token(), await token()];
      expect(await outcome(second, enrolled, 'email')).toBe('invalid_code');
      await send(first);
      expect(await outcome(second, mailed(), 'email')).toBe('invalid_code');
      expect(await outcome(first, mailed(), 'email')).toBe('none');
    });

    it('sends at most five mails an hour for an account, and says how long to wait [R22]', async () => {
      const mfaToken = await token();
      const sent = node.mailbox.mails.length;
      for (let mail = 0; mail < 4; mail++) await send(mfaToken);
      await expect(send(mfaToken)).rejects.toMatchObject({
        code: 'rate_limited',
        details: { retryAfterSeconds: expect.any(Number) },
      });
      expect(node.mailbox.mails).toHaveLength(sent + 4);
    });

    it('is mailed although strangers have asked for resets all day [R14] [R22]', async () => {
      for (let stranger = 0; stranger < 25; stranger++) await node.forgot.ask(aRequest(), 'hedy');
      await afterAnswers(node);
      const mfaToken = await token();
      await send(mfaToken);
      expect(await outcome(mfaToken, mailed(), 'email')).toBe('none');
    });

    it('goes to the address that was enabled, not to a newer address of the account', async () => {
      const change = (user: User) => ({ ...user, email: 'mallory@example.org', emailVerified: false });
      await node.accounts.change(ada.id, aRequest().requestId, change);
      await send(await token());
      expect(node.mailbox.mails.at(-1)?.to).toBe('hedy@example.org');
    });

    it('opens a session without a second factor that counts, unless the operator configured otherwise [R26]', async () => {
      const mfaToken = await token();
      await send(mfaToken);
      expect(await mfaAt(verify(mfaToken, mailed(), 'email'))).toBeNull();
    });

    it('sends nothing for a forged token, and nothing on a server without mail', async () => {
      const sent = node.mailbox.mails.length;
      expect(await codeOf(send('x'))).toBe('invalid_mfa_token');
      node.mailbox.kind = 'none';
      expect(await codeOf(send(await token()))).toBe('mail_not_configured');
      expect(node.mailbox.mails).toHaveLength(sent);
    });
  });
});
