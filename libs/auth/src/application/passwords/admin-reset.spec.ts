import { newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { type User } from '#users';
import { verifiedEmailKey, withEmail } from '#users/testing';
import { issuedResetResponse } from '../../http/password.presenter.js';
import { clerkNode } from '../../testing/clerk-node.js';
import { addUser, afterAnswers, callerAs, type IdentityNode, logInWith } from '../../testing/identity-node.js';
import { opensFor } from '../../testing/session-tokens.js';

const verified = (name: string) => ({ emailVerified: true, emailKey: verifiedEmailKey(`${name}@example.org`) });
const OTHER = 'Copper-Lantern-77-Meadow';

describe("an administrator's reset", () => {
  let node: IdentityNode;
  let root: User;
  let ada: User;
  let clerk: User;

  beforeEach(async () => {
    ({ node, root, clerk } = await clerkNode());
    ada = await addUser(node, 'ada', verified('ada'));
  });

  const issue = (id = ada.id, by = root) => node.adminReset.issue(callerAs(by), id);

  it('is not found without any permission on the account [R45]', async () => {
    expect(await codeOf(issue(root.id, ada))).toBe('not_found');
    expect(await codeOf(issue('no id'))).toBe('not_found');
    expect(node.stores.challenges.challenges.peekAll()).toEqual([]);
  });

  it('needs an administrator for the account of an administrator [R51]', async () => {
    expect(await codeOf(issue(root.id, clerk))).toBe('forbidden');
  });

  it('is never shown to a caller with fewer permissions than the account: it is mailed or refused [R51]', async () => {
    const strong = await addUser(node, 'strong', { ...verified('strong'), roles: ['strong'] });
    expect((await issue(strong.id, clerk)).token).toBeNull();
    node.mailbox.kind = 'none';
    expect(await codeOf(issue(strong.id, clerk))).toBe('forbidden');
    expect(node.policies.records.at(-1)).toMatchObject({ outcome: 'denied', resourceId: strong.id });
    node.mailbox.kind = 'smtp';
    await node.accounts.publish(withEmail(strong, 'clerk@example.org', 1), 1, 'a request');
    expect(await codeOf(issue(strong.id, clerk))).toBe('forbidden');
    expect(node.stores.challenges.challenges.peekAll()).toHaveLength(1);
  });

  it('stops working once the account gained a role, if it was shown; a mailed token goes on [R51]', async () => {
    node.mailbox.kind = 'none';
    const held = await issue(ada.id, clerk);
    node.mailbox.kind = 'smtp';
    await issue();
    const reset = (token: string | null) => codeOf(node.reset.reset(aRequest(), token ?? '', { password: OTHER }));
    await node.accounts.change(ada.id, newId(), (user) => ({ ...user, roles: ['administrator'] }));
    expect(await reset(held.token)).toBe('invalid_reset_token');
    expect(await reset(node.mailbox.secretFor('ada@example.org'))).toBe('none');
  });

  it('is refused for an account that is not active', async () => {
    const off = await addUser(node, 'off', { state: 'disabled' });
    expect(await codeOf(issue(off.id))).toBe('conflict');
  });

  it('mails the token to the verified address, and does not show it to the administrator', async () => {
    const issued = await issue();
    expect(issuedResetResponse(issued)).toEqual({
      delivery: 'mail',
      reset_token: null,
      expires_at: new Date(node.clock.at + 1_800_000).toISOString(),
    });
    const token = node.mailbox.secretFor('ada@example.org');
    expect(await codeOf(node.reset.reset(aRequest(), token, { password: OTHER }))).toBe('none');
  });

  it.each<[string, Partial<User>, 'smtp' | 'outbox' | 'none']>([
    ['has no verified address', { emailVerified: false }, 'smtp'],
    ['is on a server whose mails reach nobody', {}, 'outbox'],
    ['is on a server without mail', {}, 'none'],
  ])('shows the token to the administrator once if the account %s', async (_, more, kind) => {
    node.mailbox.kind = kind;
    await node.accounts.publish({ ...ada, ...more }, 1, 'a request');
    const { delivery, reset_token: token } = issuedResetResponse(await issue());
    expect(delivery).toBe('response');
    expect(node.mailbox.mails).toEqual([]);
    expect(await codeOf(node.reset.reset(aRequest(), token ?? '', { password: OTHER }))).toBe('none');
  });

  it('works although strangers have used up the mails of the account [R14]', async () => {
    for (let time = 0; time < 6; time++) await node.forgot.ask(aRequest(), 'ada');
    await afterAnswers(node);
    node.mailbox.mails.length = 0;
    expect((await issue()).token).toBeNull();
    expect(node.mailbox.mails).toHaveLength(1);
  });

  it('ends no session and changes no password until the token is used', async () => {
    const session = await logInWith(node, 'ada');
    await issue();
    expect(await opensFor(node, ada, session)).toBe(true);
    expect(await codeOf(logInWith(node, 'ada'))).toBe('none');
  });

  it('is recorded with the account and without the token', async () => {
    node.mailbox.kind = 'none';
    const { token } = await issue();
    const what = { action: 'user:reset-password', resourceType: 'user', resourceId: ada.id, actorId: root.id };
    expect(node.records).toMatchObject([
      { ...what, outcome: 'allowed' },
      { ...what, outcome: 'succeeded' },
    ]);
    expect(JSON.stringify(node.records)).not.toContain(token);
  });
});
