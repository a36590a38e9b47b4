import type { User } from '#users';
import { verifiedEmailKey } from '#users/testing';
import { clerkNode } from '../../testing/clerk-node.js';
import { addUser, afterAnswers, callerAs, type IdentityNode } from '../../testing/identity-node.js';

const [OLD, NEW] = ['old@example.org', 'new@example.org'];

describe('a change of an address by an administrator', () => {
  let node: IdentityNode;
  let root: User;
  beforeEach(async () => {
    ({ node, root } = await clerkNode());
  });

  const addressed = (emailVerified: boolean, more: Partial<User> = {}) =>
    addUser(node, 'ada', {
      email: OLD,
      emailVerified,
      ...(emailVerified && { emailKey: verifiedEmailKey(OLD) }),
      ...more,
    });
  const move = async (user: User, email = NEW) => {
    await node.editing.edit(callerAs(root), user.id, { email }, null);
    await afterAnswers(node);
    return node.mailbox.mails.map(({ to, subject }) => `${to}: ${subject}`);
  };

  it('sends nothing where nothing changed, and nothing to an address that was never verified', async () => {
    const ada = await addressed(false);
    expect(await move(ada, OLD)).toEqual([]);
    expect(await move(ada)).toEqual([`${NEW}: Verify your e-mail address for Coffer`]);
  });

  it('tells the reader of the verified address, and mails the code to the new one', async () => {
    const ada = await addressed(true);
    expect(await move(ada)).toEqual([
      `${OLD}: The e-mail address of your Coffer account was changed by an administrator`,
      `${NEW}: Verify your e-mail address for Coffer`,
    ]);
    const now = (await node.accounts.load(ada.id))?.value as User;
    await node.emailVerification.verify(callerAs(now), node.mailbox.secretFor(NEW));
    expect((await node.accounts.load(ada.id))?.value).toMatchObject({ email: NEW, emailVerified: true });
  });

  it('mails no code to the new address of an account that nobody can use', async () => {
    expect(await move(await addressed(true, { state: 'disabled' }))).toHaveLength(1);
  });
});
