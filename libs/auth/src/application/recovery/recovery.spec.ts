import { aRequest, codeOf } from '#kernel/testing';
import { mfaMethodsOf, type User } from '#users';
import { clerkNode } from '../../testing/clerk-node.js';
import { addUser, callerAs, type IdentityNode, logInWith } from '../../testing/identity-node.js';
import { addVerified, enrolApp, enrolEmail, signedIn } from '../../testing/second-factors.js';
import { opensFor } from '../../testing/session-tokens.js';

const NEXT = 'Copper-Lantern-77-Meadow';

describe('getting back into an account', () => {
  let node: IdentityNode;
  let root: User;
  let ada: User;
  let clerk: User;

  beforeEach(async () => {
    ({ node, root, clerk } = await clerkNode());
    ada = await addVerified(node, 'ada');
  });

  const present = async (user: User) => (await node.accounts.load(user.id))?.value ?? user;
  const methods = async (user: User) => mfaMethodsOf((await present(user)).secondFactors);
  const byAdmin = (by: User, user: User) => node.adminFactorReset.reset(callerAs(by), user.id);
  const byOperator = (name: string) => node.operatorRecovery.resetFactors(aRequest(), 'coffer', name);
  const lastMail = () => node.mailbox.mails.at(-1);

  describe('without the second factors', () => {
    it('removes the app, e-mail and all recovery codes, ends every session, and tells the owner [R96]', async () => {
      await enrolApp(node, ada);
      await enrolEmail(node, await present(ada));
      const session = await signedIn(node, await present(ada));
      await byAdmin(root, ada);
      expect(await methods(ada)).toEqual([]);
      expect((await present(ada)).secondFactors.recoveryHashes).toEqual([]);
      const { credential: sessionId } = session.principal;
      expect((await node.sessions.load(sessionId))?.value.authEpoch).toBeLessThan((await present(ada)).authEpoch);
      expect(lastMail()).toMatchObject({ to: 'ada@example.org', text: expect.stringContaining('were removed') });
      await logInWith(node, 'ada');
    });

    it('is refused to a delegate for an administrator and for a stronger account [R51]', async () => {
      const strong = await addUser(node, 'strong', { roles: ['strong'] });
      const { seed } = await enrolApp(node, strong);
      expect(seed).not.toBe('');
      for (const user of [root, strong]) expect(await codeOf(byAdmin(clerk, user))).toBe('forbidden');
      expect(await methods(strong)).toEqual(['totp', 'recovery']);
      expect(await codeOf(byAdmin(clerk, ada))).toBe('none');
    });

    it('is refused for the own account, whose factors are changed with a proof of them [R26]', async () => {
      expect(await codeOf(byAdmin(root, root))).toBe('conflict');
      expect(await codeOf(byAdmin(clerk, clerk))).toBe('conflict');
    });

    it('is refused if the account changed since the caller was checked', async () => {
      const { users } = node.stores.users;
      users.hooks.before = async (operation) => {
        if (operation !== 'replace') return;
        users.hooks.before = undefined;
        await node.editing.edit(callerAs(root), ada.id, { roles: ['strong'] }, null);
      };
      expect(await codeOf(byAdmin(clerk, ada))).toBe('conflict');
    });

    it('is done by an operator for every account, and recorded [R96]', async () => {
      await enrolApp(node, root);
      await byOperator(' ROOT');
      expect(await methods(root)).toEqual([]);
      const what = { action: 'user:reset-factors', resourceId: root.id, actorName: 'coffer' };
      expect(node.records.slice(-2)).toMatchObject([
        { ...what, outcome: 'allowed' },
        { ...what, outcome: 'succeeded' },
      ]);
      expect(await codeOf(byOperator('nobody_here'))).toBe('not_found');
    });
  });

  describe('without the password', () => {
    const plan = (name = 'ada') => node.operatorRecovery.planReset(name);
    const reset = async () => node.operatorRecovery.resetPassword(aRequest(), 'coffer', await plan());

    it('tells before whether the client encrypts data with the password, and whether a mail tells the owner', async () => {
      await addUser(node, 'walter', { credential: 'login_secret' });
      await addUser(node, 'wanda', { protectedUserKey: 'AAAA' });
      const planned = await Promise.all(['ada', 'walter', 'wanda'].map(plan));
      expect(planned.map(({ hasSealedData }) => hasSealedData)).toEqual([false, true, true]);
      expect(planned.map(({ isTold }) => isTold)).toEqual([true, false, false]);
    });

    it('is refused if the account changed since it was planned', async () => {
      const planned = await plan();
      await node.editing.edit(callerAs(root), ada.id, { roles: ['strong'] }, null);
      expect(await codeOf(node.operatorRecovery.resetPassword(aRequest(), 'coffer', planned))).toBe('conflict');
      await logInWith(node, 'ada');
    });

    it('withdraws it, ends every session, and gives a token that sets a new one, once [R96]', async () => {
      const tokens = await logInWith(node, 'ada');
      const { token } = await reset();
      expect(await opensFor(node, ada, tokens)).toBe(false);
      expect(await codeOf(logInWith(node, 'ada'))).toBe('invalid_credentials');
      expect(lastMail()).toMatchObject({ to: 'ada@example.org', subject: expect.stringContaining('operator') });
      expect(lastMail()?.text).not.toContain(token);
      const form = { password: NEXT };
      expect(await codeOf(node.reset.reset(aRequest(), token, form))).toBe('none');
      expect(await codeOf(node.reset.reset(aRequest(), token, form))).toBe('invalid_reset_token');
      await logInWith(node, 'ada', NEXT);
    });

    it('leaves the second factors as they are [R9]', async () => {
      await enrolApp(node, ada);
      await reset();
      expect(await methods(ada)).toEqual(['totp', 'recovery']);
    });

    it('makes an earlier token void, and is refused for an account that is not active', async () => {
      const { token } = await reset();
      await reset();
      expect(await codeOf(node.reset.reset(aRequest(), token, { password: NEXT }))).toBe('invalid_reset_token');
      await node.editing.disable(callerAs(root), ada.id);
      expect(await codeOf(reset())).toBe('conflict');
    });
  });
});
