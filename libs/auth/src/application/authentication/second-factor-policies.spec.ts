import type { Caller } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { MfaMethod } from '#users';
import { AUTH_SETTINGS } from '../../testing/foundation.js';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { askedForFactor, codeIn, enrolApp, enrolEmail, signedIn } from '../../testing/second-factors.js';
import { claimsIn } from '../../testing/session-tokens.js';

const READS = { effect: 'allow', actions: ['secret:read'] } as const;
const CLOSED = {
  programs: false,
  beforePasswordChange: false,
  beforeSecondFactor: false,
  fresh: false,
  freshFactor: false,
};

/** What a session may do: under each condition, and at all, since its role requires a second factor. */
interface Seen {
  readonly mfa: boolean;
  readonly newMfa: boolean;
  readonly admission: unknown;
}

describe('policies and roles that require a second factor', () => {
  let node: IdentityNode;

  const begin = async (emailCountsAsMfa: boolean) => {
    node = identityNode(undefined, undefined, undefined, { ...AUTH_SETTINGS, emailCountsAsMfa });
    await publishModel(node.stores.models, {
      roles: [{ ...roleOf('guarded', ['with-factor']), mfaRequired: true }],
      policies: [
        policyOf('with-factor', [
          { ...READS, resources: ['secret:a'], conditions: { mfa: true } },
          { ...READS, resources: ['secret:b'], conditions: { mfa_max_age: 60 } },
        ]),
      ],
    });
    const ada = await addUser(node, 'ada', { roles: ['guarded'], emailVerified: true });
    return ada;
  };
  const callerOf = async (sessionId: string, userId: string): Promise<Caller> => {
    const claims = { userId, sessionId, via: 'session' as const, generation: 1, expiresAt: Number.MAX_SAFE_INTEGER };
    const principal = await node.authentication.principalOf(claims);
    return { principal, request: { ...aRequest(), receivedAt: node.clock.at } };
  };
  const seen = async (caller: Caller): Promise<Seen> => {
    const { authorizer } = node.policies;
    const allowed = async (name: string) => (await authorizer.decide(caller, 'secret:read', name)).allowed;
    const admitted = async () => node.admission.admit(caller, 'secret:read', CLOSED);
    return { mfa: await allowed('a'), newMfa: await allowed('b'), admission: await codeOf(admitted()) };
  };
  const logIn = async (userId: string, method: MfaMethod, code: (token: string) => Promise<string>) => {
    const { mfaToken } = await askedForFactor(node, 'ada');
    const tokens = await node.mfaLogin.verify(aRequest(), mfaToken, method, await code(mfaToken));
    return callerOf(claimsIn(tokens).sessionId, userId);
  };
  const mailed = async (token: string) => {
    await node.mfaLogin.sendCode(aRequest(), token);
    return node.mailbox.secretFor('ada@example.org');
  };

  const NOTHING: Seen = { mfa: false, newMfa: false, admission: 'second_factor_required' };
  const EVERYTHING: Seen = { mfa: true, newMfa: true, admission: 'none' };

  it('do not accept a code by e-mail, neither in a login nor in its enrolment [R26]', async () => {
    const ada = await begin(false);
    const { caller } = await enrolEmail(node, ada);
    expect(await seen(await callerOf(caller.principal.credential, ada.id))).toEqual(NOTHING);
    expect(await seen(await logIn(ada.id, 'email', mailed))).toEqual(NOTHING);
  });

  it('accept a code by e-mail if the operator configured that it counts [R26]', async () => {
    const ada = await begin(true);
    await enrolEmail(node, ada);
    expect(await seen(await logIn(ada.id, 'email', mailed))).toEqual(EVERYTHING);
  });

  it('do not accept a recovery code of an account whose only factor is e-mail, in a login or later [R95]', async () => {
    const ada = await begin(false);
    const { recoveryCodes, caller } = await enrolEmail(node, ada);
    const [one = '', other = ''] = recoveryCodes;
    await node.reauthentication.reauthenticate(caller, { method: 'recovery', code: one });
    expect(await seen(await callerOf(caller.principal.credential, ada.id))).toEqual(NOTHING);
    expect(await seen(await logIn(ada.id, 'recovery', async () => other))).toEqual(NOTHING);
  });

  it('accept a recovery code of an account whose only factor is e-mail if e-mail counts', async () => {
    const ada = await begin(true);
    const { recoveryCodes } = await enrolEmail(node, ada);
    expect(await seen(await logIn(ada.id, 'recovery', async () => recoveryCodes[0] ?? ''))).toEqual(EVERYTHING);
  });

  it('accept no recovery code that was issued before the account had a factor that counts [R95]', async () => {
    const ada = await begin(false);
    const { recoveryCodes: early } = await enrolEmail(node, ada);
    const { recoveryCodes } = await enrolApp(node, ada);
    expect(recoveryCodes).toHaveLength(10);
    expect(await codeOf(logIn(ada.id, 'recovery', async () => early[0] ?? ''))).toBe('invalid_code');
    expect(await seen(await logIn(ada.id, 'recovery', async () => recoveryCodes[0] ?? ''))).toEqual(EVERYTHING);
  });

  it('accept a code of an app at the login, and mfa_max_age accepts it only for its time', async () => {
    const ada = await begin(false);
    const { seed } = await enrolApp(node, ada);
    const { principal } = await logIn(ada.id, 'totp', async () => codeIn(node, seed));
    expect(await seen(await callerOf(principal.credential, ada.id))).toEqual(EVERYTHING);
    node.clock.at += 60_001;
    expect(await seen(await callerOf(principal.credential, ada.id))).toEqual({ ...EVERYTHING, newMfa: false });
  });

  it('do not take a code by e-mail for the fresh factor of an account that has an app too [R130]', async () => {
    const ada = await begin(false);
    await enrolEmail(node, ada);
    const { seed } = await enrolApp(node, ada);
    const route = { ...CLOSED, beforeSecondFactor: true, fresh: true, freshFactor: true };
    const leave = async (caller: Caller) => codeOf((async () => node.admission.admit(caller, 'auth:delete', route))());
    expect(await leave(await logIn(ada.id, 'email', mailed))).toBe('second_factor_required');
    expect(await leave(await logIn(ada.id, 'totp', async () => codeIn(node, seed)))).toBe('none');
  });

  it('accept a code that is shown later, for the session that shows it and no other', async () => {
    const ada = await begin(false);
    const { seed } = await enrolApp(node, ada);
    const [one, other] = [await signedIn(node, ada, false), await signedIn(node, ada, false)];
    const { credential: sessionId } = one.principal;
    expect(await seen(await callerOf(sessionId, ada.id))).toEqual(NOTHING);
    await node.reauthentication.reauthenticate(one, { method: 'totp', code: codeIn(node, seed) });
    expect(await seen(await callerOf(sessionId, ada.id))).toEqual(EVERYTHING);
    expect(await seen(await callerOf(other.principal.credential, ada.id))).toEqual(NOTHING);
  });
});
