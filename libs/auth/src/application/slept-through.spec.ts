import type { DocumentHooks } from '#kernel/testing';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { PASSWORD } from '#users/testing';
import { addUser, callerAs, type IdentityNode, identityNode } from '../testing/identity-node.js';
import { signedIn } from '../testing/second-factors.js';

/** Longer than a window for publishing, in milliseconds. */
const NAP_MS = 5_001;

describe('a node that slept until another one had settled its request', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
  });

  /** It falls asleep where `hooks` are called for this operation; `settle` is what the other node does meanwhile. */
  const fallsAsleep = (
    { hooks }: { readonly hooks: DocumentHooks },
    before: string,
    settle: () => Promise<unknown> = async () => {},
  ) => {
    hooks.before = async (operation) => {
      if (operation !== before) return;
      hooks.before = undefined;
      await settle();
      node.clock.at += NAP_MS;
    };
  };

  const leafOf = (id: string, requestId: string) =>
    ({ at: new Date(node.clock.at).toISOString(), resource_id: id, request_id: requestId }) as Parameters<
      typeof node.userSettlement.settle
    >[0];

  it('verifies no address any more, though it had the right code in its hands [R69]', async () => {
    await node.emailVerification.send(callerAs(ada));
    const caller = callerAs(ada);
    const settle = () => node.userSettlement.settle(leafOf(ada.id, caller.request.requestId));
    fallsAsleep(node.stores.challenges.challenges, 'replace', settle);
    const code = node.mailbox.secretFor('ada@example.org');
    expect(await codeOf(node.emailVerification.verify(caller, code))).toBe('busy');
    expect((await node.accounts.load(ada.id))?.value.emailVerified).toBe(false);
  });

  it('makes no session fresh any more, though it was shown the right password [R69]', async () => {
    const { principal } = await signedIn(node, ada);
    node.clock.at += 3_600_000;
    const request = aRequest();
    const settle = () => node.sessionSettlement.settle(leafOf(principal.sessionId, request.requestId));
    fallsAsleep(node.stores.lockouts.lockouts, 'insert', settle);
    const before = (await node.sessions.load(principal.sessionId))?.value;
    const proof = { kind: 'password', text: PASSWORD } as const;
    expect(await codeOf(node.reauthentication.reauthenticate({ principal, request }, proof))).toBe('busy');
    expect((await node.sessions.load(principal.sessionId))?.value).toEqual(before);
  });

  it('gives no reset token away: the audit says that there is none [R69]', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    fallsAsleep(node.stores.challenges.challenges, 'insert');
    expect(await codeOf(node.adminReset.issue(callerAs(root), ada.id))).toBe('busy');
    expect(node.mailbox.mails).toEqual([]);
    expect(node.records.at(-1)).toMatchObject({ action: 'user:reset-password', outcome: 'failed' });
    expect(await codeOf(node.adminReset.issue(callerAs(root), ada.id))).toBe('none');
  });
});
