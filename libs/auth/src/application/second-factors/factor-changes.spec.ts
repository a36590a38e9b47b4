import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { type IdentityNode, identityNode } from '../../testing/identity-node.js';
import {
  addVerified,
  again,
  askedForFactor,
  codeIn,
  enrolApp,
  enrolEmail,
  signedIn,
} from '../../testing/second-factors.js';
import { claimsIn } from '../../testing/session-tokens.js';

describe('changes of second factors', () => {
  let node: IdentityNode;
  let ada: User;
  let seed: string;
  let recoveryCodes: readonly string[];

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, {});
    ada = await addVerified(node, 'ada');
    ({ seed, recoveryCodes } = await enrolApp(node, ada));
    await enrolEmail(node, ada);
  });

  /** Somebody with the password and the mailbox, and without the app. */
  const thief = async () => {
    const { mfaToken } = await askedForFactor(node, 'ada');
    await node.mfaLogin.sendCode(aRequest(), mfaToken);
    const code = node.mailbox.secretFor('ada@example.org');
    const { sessionId } = claimsIn(await node.mfaLogin.verify(aRequest(), mfaToken, 'email', code));
    return { principal: { ...(await signedIn(node, ada)).principal, credential: sessionId }, request: aRequest() };
  };
  const mfaAtOf = async (sessionId: string) => (await node.sessions.load(sessionId))?.value.mfaAt;

  it('are refused to a session that has shown only an e-mail code, if the account has a factor that counts [R26]', async () => {
    const caller = await thief();
    const attempts = [
      () => node.recoverySets.renew(again(caller)),
      () => node.totpEnrolment.begin(again(caller)),
      () => node.factorRemoval.disable(again(caller), 'totp'),
      () => node.factorRemoval.disable(again(caller), 'email'),
      () => node.emailEnrolment.begin(again(caller)),
    ];
    for (const attempt of attempts) expect(await codeOf(attempt())).toBe('second_factor_required');
    expect(await mfaAtOf(caller.principal.credential)).toBeNull();
    expect(node.records.filter(({ outcome }) => outcome === 'denied')).toHaveLength(attempts.length);
  });

  it('are refused if the factor was shown long ago, even if the password was shown just now [R25]', async () => {
    const caller = await signedIn(node, ada);
    node.clock.at += 300_001;
    expect(await codeOf(node.totpEnrolment.begin(again(caller)))).toBe('second_factor_required');
    const proof = { method: 'totp', code: codeIn(node, seed) } as const;
    await node.reauthentication.reauthenticate(again(caller), proof);
    expect(await codeOf(node.totpEnrolment.begin(again(caller)))).toBe('none');
  });

  it('are allowed with a recovery code instead of a lost app', async () => {
    const caller = await thief();
    const proof = { method: 'recovery', code: recoveryCodes[0] ?? '' } as const;
    await node.reauthentication.reauthenticate(again(caller), proof);
    expect(await codeOf(node.factorRemoval.disable(again(caller), 'totp'))).toBe('none');
  });

  it('leave no session with a second factor once the account has none that counts', async () => {
    const caller = await signedIn(node, ada);
    await node.factorRemoval.disable(again(caller), 'totp');
    expect(await mfaAtOf(caller.principal.credential)).toBeNull();
  });

  it('are mailed even if their outcome could not be recorded [R25]', async () => {
    const caller = await signedIn(node, ada);
    const told = node.mailbox.mails.length;
    node.sessions.adopt = () => Promise.reject(new Error('the store is away'));
    expect(await codeOf(node.factorRemoval.disable(again(caller), 'email'))).toBe('outcome_unknown');
    expect(node.mailbox.mails).toHaveLength(told + 1);
  });
});
