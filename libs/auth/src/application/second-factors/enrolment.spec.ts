import { createSecretKey, randomBytes } from 'node:crypto';
import { newId, Roots } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { mfaMethodsOf, type User } from '#users';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import {
  addVerified,
  again,
  askedForFactor,
  codeIn,
  enrolApp,
  enrolEmail,
  signedIn,
  wrongCode,
} from '../../testing/second-factors.js';

const MINUTE = 60_000;

describe('second factors of an account', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, {
      roles: [
        {
          ...{ id: newId(), name: 'guarded', description: '', policies: [], builtIn: false, revision: 1 },
          ...{ deletingSince: null, createdAt: 0, updatedAt: 0, mfaRequired: true },
        },
      ],
    });
    ada = await addVerified(node, 'ada');
  });

  const present = async (user = ada): Promise<User> => (await node.accounts.load(user.id))?.value ?? user;
  const methods = async (user = ada) => mfaMethodsOf((await present(user)).secondFactors);
  const session = async (id: string) => (await node.sessions.load(id))?.value;
  const lastMail = () => node.mailbox.mails.at(-1);

  describe('an authenticator app', () => {
    it('does not count until a code of it was confirmed [R21]', async () => {
      const caller = await signedIn(node, ada);
      const { secret } = await node.totpEnrolment.begin(caller);
      expect(await methods()).toEqual([]);
      expect(await codeOf(node.factorCheck.prove(...(await proof(secret))))).toBe('none');
      expect(await node.factorCheck.prove(...(await proof(secret)))).toBeNull();
      expect(await codeOf(node.totpEnrolment.confirm(again(caller), wrongCode(node, secret)))).toBe('invalid_code');
      expect(await methods()).toEqual([]);
    });

    const proof = async (secret: string) => {
      const stored = await node.accounts.load(ada.id);
      if (!stored) throw new Error('no account');
      return [aRequest(), stored, 'totp', codeIn(node, secret), null] as const;
    };

    it('is not confirmed after 15 minutes, nor with an earlier seed, nor without a seed [R21]', async () => {
      const caller = await signedIn(node, ada);
      const confirm = (code: string) => codeOf(node.totpEnrolment.confirm(again(caller), code));
      expect(await confirm('123456')).toBe('mfa_not_enabled');
      const first = await node.totpEnrolment.begin(caller);
      const second = await node.totpEnrolment.begin(again(caller));
      expect(second.secret).not.toBe(first.secret);
      expect(await confirm(codeIn(node, first.secret))).toBe('invalid_code');
      node.clock.at += 15 * MINUTE;
      expect(await confirm(codeIn(node, second.secret))).toBe('mfa_not_enabled');
    });

    it('cannot be enrolled by a session that has ended meanwhile [R41]', async () => {
      expect(await codeOf(node.totpEnrolment.begin(callerAs(ada)))).toBe('unauthenticated');
      const caller = await signedIn(node, ada);
      await enrolApp(node, ada);
      expect(await codeOf(node.totpEnrolment.begin(again(caller)))).toBe('unauthenticated');
    });

    it('has a seed that the store keeps sealed and the audit does not keep [R21]', async () => {
      const { seed, recoveryCodes } = await enrolApp(node, ada);
      const { secondFactors } = await present();
      expect(secondFactors.totp?.sealedSeed).toMatch(/^[A-Za-z0-9+/]+=*$/);
      for (const secret of [seed, ...recoveryCodes]) {
        expect(JSON.stringify(node.stores.users.users.peekAll())).not.toContain(secret);
        expect(JSON.stringify(node.records)).not.toContain(secret);
      }
    });

    it('has a seed that opens only for its own account [R55]', async () => {
      const { seed } = await enrolApp(node, ada);
      await addUser(node, 'mallory', { secondFactors: (await present()).secondFactors });
      const { mfaToken } = await askedForFactor(node, 'mallory');
      const verified = node.mfaLogin.verify(aRequest(), mfaToken, 'totp', codeIn(node, seed));
      expect(await codeOf(verified)).toBe('internal_error');
    });

    it('is enrolled with a secret, a URL and a picture, and brings ten recovery codes [R23]', async () => {
      const caller = await signedIn(node, ada);
      const begun = await node.totpEnrolment.begin(caller);
      expect(begun.otpauthUrl).toContain(`secret=${begun.secret}&`);
      expect(Buffer.from(begun.qrPng, 'base64').toString()).toBe(begun.otpauthUrl);
      const codes = await node.totpEnrolment.confirm(again(caller), codeIn(node, begun.secret));
      expect(codes).toHaveLength(10);
      expect(await methods()).toEqual(['totp', 'recovery']);
    });

    it('ends every other session; this session has shown a second factor [R41]', async () => {
      const other = await signedIn(node, ada);
      const { caller } = await enrolApp(node, ada);
      const mine = await session(caller.principal.credential);
      const { authEpoch } = await present();
      expect(mine).toMatchObject({ authEpoch, mfaAt: mine?.authenticatedAt });
      expect(mine?.mfaAt).not.toBeNull();
      expect((await session(other.principal.credential))?.authEpoch).not.toBe(authEpoch);
    });

    it('stays in use while another app is enrolled, until that is confirmed', async () => {
      const { seed, caller } = await enrolApp(node, ada);
      const { secret } = await node.totpEnrolment.begin(caller);
      const { mfaToken } = await askedForFactor(node, 'ada');
      expect(await codeOf(node.mfaLogin.verify(aRequest(), mfaToken, 'totp', codeIn(node, seed)))).toBe('none');
      expect(await node.totpEnrolment.confirm(again(caller), codeIn(node, secret))).toBeNull();
      node.clock.at += 60_000;
      const next = (await askedForFactor(node, 'ada')).mfaToken;
      expect(await codeOf(node.mfaLogin.verify(aRequest(), next, 'totp', codeIn(node, seed)))).toBe('invalid_code');
      expect(await codeOf(node.mfaLogin.verify(aRequest(), next, 'totp', codeIn(node, secret)))).toBe('none');
    });
  });

  describe('codes by e-mail', () => {
    it('cannot be enabled for an unverified address, nor on a server without mail', async () => {
      const grace = await addUser(node, 'grace');
      expect(await codeOf(node.emailEnrolment.begin(await signedIn(node, grace)))).toBe('email_unverified');
      node.mailbox.kind = 'none';
      expect(await codeOf(node.emailEnrolment.begin(await signedIn(node, ada)))).toBe('mail_not_configured');
      expect(node.mailbox.mails).toEqual([]);
    });

    it('are not confirmed by a wrong code or without a code, and five wrong codes lock the account [R12] [R22]', async () => {
      const caller = await signedIn(node, ada);
      const confirm = (code: string) => codeOf(node.emailEnrolment.confirm(again(caller), code));
      expect(await confirm('123456')).toBe('mfa_not_enabled');
      await node.emailEnrolment.begin(caller);
      const first = node.mailbox.secretFor('ada@example.org');
      const wrong = first === '000000' ? '000001' : '000000';
      for (let guess = 0; guess < 5; guess++) expect(await confirm(wrong)).toBe('invalid_code');
      expect(await confirm(first)).toBe('invalid_code');
      await node.emailEnrolment.begin(again(caller));
      expect(await confirm(node.mailbox.secretFor('ada@example.org'))).toBe('invalid_code');
      expect(await codeOf(askedForFactor(node, 'ada'))).toBe('invalid_credentials');
    });

    it('are mailed at most five times an hour [R22]', async () => {
      const caller = await signedIn(node, ada);
      for (let mail = 0; mail < 5; mail++) await node.emailEnrolment.begin(again(caller));
      expect(await codeOf(node.emailEnrolment.begin(again(caller)))).toBe('rate_limited');
    });

    it('go to the address that was verified, and do not count as a second factor [R26]', async () => {
      const { recoveryCodes, caller } = await enrolEmail(node, ada);
      expect((await present()).secondFactors.email?.address).toBe('ada@example.org');
      expect(recoveryCodes).toHaveLength(10);
      expect((await session(caller.principal.credential))?.mfaAt).toBeNull();
    });

    it('bring no second set of recovery codes', async () => {
      await enrolApp(node, ada);
      expect((await enrolEmail(node, ada)).recoveryCodes).toEqual([]);
      expect(await methods()).toEqual(['totp', 'email', 'recovery']);
    });
  });

  describe('disabling a second factor', () => {
    it('is refused for a factor that is not enabled', async () => {
      const caller = await signedIn(node, ada);
      expect(await codeOf(node.factorRemoval.disable(caller, 'totp'))).toBe('mfa_not_enabled');
      expect(await codeOf(node.recoverySets.renew(again(caller)))).toBe('mfa_not_enabled');
    });

    it('is refused for the last factor that counts while a role requires one', async () => {
      const { caller } = await enrolApp(node, ada);
      await node.accounts.change(ada.id, newId(), (user) => ({ ...user, roles: ['guarded'] }));
      const guarded = await enrolEmail(node, await present());
      expect(await codeOf(node.factorRemoval.disable(again(guarded.caller), 'totp'))).toBe('mfa_mandatory');
      expect(await codeOf(node.factorRemoval.disable(again(guarded.caller), 'email'))).toBe('none');
      expect(await methods()).toEqual(['totp', 'recovery']);
      expect(await codeOf(node.factorRemoval.disable(again(caller), 'totp'))).toBe('unauthenticated');
    });

    it('deletes the recovery codes with the last factor, and not before', async () => {
      await enrolApp(node, ada);
      const { caller } = await enrolEmail(node, ada);
      await node.factorRemoval.disable(again(caller), 'totp');
      expect(await methods()).toEqual(['email', 'recovery']);
      await node.factorRemoval.disable(again(caller), 'email');
      expect(await methods()).toEqual([]);
      expect((await present()).secondFactors.recoveryHashes).toEqual([]);
    });

    it('ends every other session and not this one [R41]', async () => {
      const { caller } = await enrolApp(node, ada);
      const other = await signedIn(node, ada);
      await node.factorRemoval.disable(again(caller), 'totp');
      const { authEpoch } = await present();
      expect((await session(caller.principal.credential))?.authEpoch).toBe(authEpoch);
      expect((await session(other.principal.credential))?.authEpoch).not.toBe(authEpoch);
    });
  });

  it('are changed with a mail to the verified address, or to the address of the factor, or without a mail [R25]', async () => {
    const { caller } = await enrolEmail(node, ada);
    expect(lastMail()).toMatchObject({ to: 'ada@example.org', text: expect.stringContaining('were enabled') });
    await node.accounts.change(ada.id, newId(), (user) => ({
      ...user,
      email: 'new@example.org',
      emailVerified: false,
    }));
    await node.recoverySets.renew(again(caller));
    expect(lastMail()).toMatchObject({ to: 'ada@example.org', text: expect.stringContaining('recovery codes') });
    await node.factorRemoval.disable(again(caller), 'email');
    expect(lastMail()).toMatchObject({ to: 'ada@example.org', text: expect.stringContaining('were disabled') });
    const told = node.mailbox.mails.length;
    await enrolApp(node, await addUser(node, 'grace'));
    expect(node.mailbox.mails).toHaveLength(told);
  });

  it('get new recovery codes on request, and the old ones stop working [R23]', async () => {
    const { caller, recoveryCodes } = await enrolApp(node, ada);
    const renewed = await node.recoverySets.renew(again(caller));
    expect(renewed).toHaveLength(10);
    const verify = async (code = '') => {
      const { mfaToken } = await askedForFactor(node, 'ada');
      return codeOf(node.mfaLogin.verify(aRequest(), mfaToken, 'recovery', code));
    };
    expect(await verify(recoveryCodes[0])).toBe('invalid_code');
    expect(await verify(renewed[0])).toBe('none');
  });

  it('have recovery codes that still work under a new pepper, as passwords do', async () => {
    const { recoveryCodes } = await enrolApp(node, ada);
    const newer = { version: 2, key: createSecretKey(randomBytes(32)) };
    const risen = identityNode(node.stores, new Roots(node.roots.jwtKeys, [newer, ...node.roots.peppers]), node.clock);
    const { mfaToken } = await askedForFactor(risen, 'ada');
    const verified = risen.mfaLogin.verify(aRequest(), mfaToken, 'recovery', recoveryCodes[0] ?? '');
    expect(await codeOf(verified)).toBe('none');
  });

  it('are audited at each step with its own action', async () => {
    const { caller } = await enrolApp(node, ada);
    await node.recoverySets.renew(again(caller));
    await node.factorRemoval.disable(again(caller), 'totp');
    const told = node.records.filter(({ outcome }) => outcome === 'succeeded').map(({ action }) => action);
    expect(told).toEqual(['auth:mfa-enable', 'auth:mfa-enable', 'auth:recovery-codes', 'auth:mfa-disable']);
  });

  it('are not lost if two requests change them at once: one gets a conflict', async () => {
    const { caller } = await enrolApp(node, ada);
    const results = await Promise.all([
      codeOf(node.recoverySets.renew(again(caller))),
      codeOf(node.recoverySets.renew(again(caller))),
    ]);
    expect(results.toSorted()).toEqual(['conflict', 'none']);
  });
});
