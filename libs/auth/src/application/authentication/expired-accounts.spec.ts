import { newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '#users';
import { callerAt, withState } from '#users/testing';
import {
  addUser,
  afterAnswers,
  callerAs,
  type IdentityNode,
  identityNode,
  logInWith,
} from '../../testing/identity-node.js';
import { addVerified, askedForFactor, codeIn, enrolApp, signedIn } from '../../testing/second-factors.js';
import { claimsIn, openedFor, opensFor } from '../../testing/session-tokens.js';

const DAY = 86_400_000;

describe('an account that has expired', () => {
  let node: IdentityNode;
  let root: User;
  let ada: User;
  let end: number;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, {
      roles: [roleOf('reader', ['reads'])],
      policies: [policyOf('reads', [{ effect: 'allow', actions: ['secret:read'], resources: ['secret:**'] }])],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    ada = await addVerified(node, 'ada');
    end = node.clock.at + DAY;
  });

  const another = () => identityNode(node.stores, node.roots, node.clock);
  const stored = async () => (await node.accounts.load(ada.id))?.value as User;
  const edit = (change: object) => node.editing.edit(callerAt(root, node.clock.at), ada.id, change, null);
  /** Both ways in which an account stops to work. The first is what the second is compared with. */
  const ENDS: Record<string, () => Promise<unknown>> = {
    disabled: () => node.accounts.change(ada.id, newId(), (user) => withState(user, 'disabled', 1)),
    expired: async () => {
      await edit({ expiresAt: node.clock.at + 1_000 });
      node.clock.at += 1_000;
    },
  };

  it.each(Object.keys(ENDS))('is refused at every door, as a disabled one is: %s [R13][R33][R129]', async (how) => {
    const { seed } = await enrolApp(node, ada);
    const { mfaToken } = await askedForFactor(node, 'ada');
    const tokens = await openedFor(node, ada);
    const caller = await signedIn(node, await stored());
    const reset = await node.adminReset.issue(callerAs(root), ada.id);
    const token = reset.token ?? node.mailbox.secretFor(ada.email ?? '');
    const mails = node.mailbox.mails.length;
    await ENDS[how]?.();

    expect(await opensFor(node, ada, tokens)).toBe(false);
    expect(await codeOf(node.refresh.refresh(aRequest(), tokens.refreshToken))).toBe('invalid_refresh_token');
    expect(await codeOf(logInWith(node, 'ada'))).toBe('invalid_credentials');
    const verify = node.mfaLogin.verify(aRequest(), mfaToken, 'totp', codeIn(node, seed));
    expect(await codeOf(verify)).toBe('invalid_mfa_token');
    const form = { password: 'Copper-Lantern-77-Meadow' };
    expect(await codeOf(node.reset.reset(aRequest(), token, form))).toBe('invalid_reset_token');
    expect(await codeOf(node.adminReset.issue(callerAs(root), ada.id))).toBe('conflict');
    expect(await codeOf(node.operatorRecovery.planReset('ada'))).toBe('conflict');
    expect(await codeOf(node.ownSessions.list(caller, null, 9))).toBe('unauthenticated');
    await node.forgot.ask(aRequest(), 'ada');
    await afterAnswers(node);
    expect(node.mailbox.mails).toHaveLength(mails);
  });

  it('stops at its end in the middle of a session, on every node, without any change [R41]', async () => {
    await edit({ expiresAt: end });
    const tokens = await openedFor(node, ada);
    const other = another();
    node.clock.at = end - 1;
    expect([await opensFor(node, ada, tokens), await opensFor(other, ada, tokens)]).toEqual([true, true]);
    node.clock.at = end;
    expect([await opensFor(node, ada, tokens), await opensFor(other, ada, tokens)]).toEqual([false, false]);
  });

  it('stops within a second on another node when its end is moved before now [R41]', async () => {
    await edit({ expiresAt: end });
    const other = another();
    const tokens = await openedFor(node, ada);
    expect(await opensFor(other, ada, tokens)).toBe(true);
    await edit({ expiresAt: node.clock.at + 1 });
    node.clock.at += 1;
    expect(await opensFor(node, ada, tokens)).toBe(false);
    node.clock.at += 1_001;
    expect(await opensFor(other, ada, tokens)).toBe(false);
  });

  it('is let in again by a later end or by none, and the sessions of before stay ended [R41]', async () => {
    await edit({ expiresAt: end });
    const tokens = await openedFor(node, ada);
    node.clock.at = end;
    expect(await codeOf(edit({ expiresAt: end - 1 }))).toBe('validation_failed');
    for (const expiresAt of [end + DAY, null]) {
      await edit({ expiresAt });
      expect(await opensFor(node, ada, tokens)).toBe(false);
      expect(await codeOf(logInWith(node, 'ada'))).toBe('none');
    }
  });

  it('does not end sessions when an end that has not come is moved', async () => {
    const tokens = await openedFor(node, ada);
    await edit({ expiresAt: end });
    await edit({ expiresAt: end + 1 });
    expect(await opensFor(node, ada, tokens)).toBe(true);
  });

  it('has in a session only the roles that count [R46][R129]', async () => {
    const tokens = await openedFor(node, ada);
    await edit({ roles: [{ name: 'reader', expiresAt: end }] });
    const principal = async () => node.authentication.principalOf(claimsIn(tokens));
    expect(await principal()).toMatchObject({ roles: ['reader'], roleEnds: [{ name: 'reader', expiresAt: end }] });
    node.clock.at = end;
    expect(await principal()).toMatchObject({ roles: [] });
    const { roles } = await node.account.show(callerAt(await stored(), node.clock.at));
    expect(roles).toEqual([]);
  });

  it('cannot be taken over by a reset that an administrator saw, once a role has been given again [R51]', async () => {
    await edit({ roles: [{ name: 'reader', expiresAt: end }] });
    node.clock.at = end;
    node.mailbox.kind = 'none';
    const { token } = await node.adminReset.issue(callerAt(root, node.clock.at), ada.id);
    await edit({ roles: ['reader'] });
    const form = { password: 'Copper-Lantern-77-Meadow' };
    expect(await codeOf(node.reset.reset(aRequest(), token ?? '', form))).toBe('invalid_reset_token');
  });
});
