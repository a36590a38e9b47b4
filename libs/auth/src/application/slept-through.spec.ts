import type { DocumentHooks } from '#kernel/testing';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { PASSWORD } from '#users/testing';
import { addUser, callerAs, type IdentityNode, identityNode } from '../testing/identity-node.js';
import { signedIn } from '../testing/second-factors.js';

/** Longer than the silence that a publishing window allows, in milliseconds. */
const NAP_MS = 5_001;

describe('a node that slept until another node had settled its request', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
  });

  /** The node falls asleep before this operation. Meanwhile, the other node runs `settle`. */
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

  it('does not verify an address any more, although the code was right [R69]', async () => {
    await node.emailVerification.send(callerAs(ada));
    const caller = callerAs(ada);
    const settle = () => node.userSettlement.settle(leafOf(ada.id, caller.request.requestId));
    fallsAsleep(node.stores.challenges.challenges, 'replace', settle);
    const code = node.mailbox.secretFor('ada@example.org');
    expect(await codeOf(node.emailVerification.verify(caller, code))).toBe('busy');
    expect((await node.accounts.load(ada.id))?.value.emailVerified).toBe(false);
  });

  it('does not make a session fresh any more, although the password was right [R69]', async () => {
    const { principal } = await signedIn(node, ada);
    node.clock.at += 3_600_000;
    const request = aRequest();
    const settle = () => node.sessionSettlement.settle(leafOf(principal.credential, request.requestId));
    fallsAsleep(node.stores.lockouts.lockouts, 'insert', settle);
    const before = (await node.sessions.load(principal.credential))?.value;
    const proof = { kind: 'password', text: PASSWORD } as const;
    expect(await codeOf(node.reauthentication.reauthenticate({ principal, request }, proof))).toBe('busy');
    expect((await node.sessions.load(principal.credential))?.value).toEqual(before);
  });

  it('does not give a reset token away, since the audit says that there is none [R69]', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    fallsAsleep(node.stores.challenges.challenges, 'insert');
    expect(await codeOf(node.adminReset.issue(callerAs(root), ada.id))).toBe('busy');
    expect(node.mailbox.mails).toEqual([]);
    expect(node.records.at(-1)).toMatchObject({ action: 'user:reset-password', outcome: 'failed' });
    expect(await codeOf(node.adminReset.issue(callerAs(root), ada.id))).toBe('none');
  });
});
