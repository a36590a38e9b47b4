import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User } from '#users';
import { PASSWORD, verifiedEmailKey } from '#users/testing';
import { addUser, afterAnswers, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';

const ADDRESS = 'ada@example.org';

describe('the code after a registration', () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
  });

  const register = async (username: string, email = ADDRESS, ip = aRequest().ip): Promise<User> => {
    const credential = { kind: 'password', text: PASSWORD } as const;
    return node.registration.register({ ...aRequest(), ip }, { username, email, credential });
  };
  const verify = (user: User) =>
    codeOf(node.emailVerification.verify(callerAs(user), node.mailbox.secretFor(user.email ?? '')));
  const challenges = () => node.stores.challenges.challenges.peekAll();

  it('is mailed after the answer, for a free address and one that another account has verified alike [R15]', async () => {
    await addUser(node, 'owner', {
      email: 'own@example.org',
      emailVerified: true,
      emailKey: verifiedEmailKey('own@example.org'),
    });
    const [ada, eve] = [await register('ada'), await register('eve', 'OWN@example.org')];
    expect([node.mailbox.mails, challenges()]).toEqual([[], []]);
    await afterAnswers(node);
    expect(node.mailbox.mails.map(({ to, account }) => [to, account])).toEqual([
      [ADDRESS, ada.id],
      ['OWN@example.org', eve.id],
    ]);
    expect([await verify(ada), await verify(eve)]).toEqual(['none', 'email_taken']);
  });

  it('is bounded for the address over all accounts and spellings, and the answer does not tell [R22]', async () => {
    for (let time = 0; time < 4; time++) await register(`here_${time}`);
    await afterAnswers(node);
    expect(node.mailbox.mails).toHaveLength(2);
    for (let time = 0; time < 8; time++) await register(`there_${time}`, 'ADA@example.org', `10.${time}.0.1`);
    await afterAnswers(node);
    expect(node.mailbox.mails).toHaveLength(5);
    expect(challenges()).toHaveLength(5);
    await register('other', 'other@example.org');
    await afterAnswers(node);
    expect(node.mailbox.mails).toHaveLength(6);
  });

  it('leaves the mails of the owner to the owner, who can ask for another one [R22]', async () => {
    for (let time = 0; time < 8; time++) await register(`flood_${time}`, ADDRESS, `10.${time}.0.1`);
    const ada = await register('ada');
    await afterAnswers(node);
    node.mailbox.mails.length = 0;
    await node.emailVerification.send(callerAs(ada));
    expect(await verify(ada)).toBe('none');
  });

  it('is not mailed without mail, nor for a name that is taken', async () => {
    await register('ada');
    node.mailbox.kind = 'none';
    await register('bob');
    node.mailbox.kind = 'smtp';
    expect(await codeOf(register('ada'))).toBe('username_taken');
    await afterAnswers(node);
    expect(node.mailbox.mails).toHaveLength(1);
  });

  it('is mailed to an invited user who has joined', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    const given = { username: 'grace', email: ADDRESS, password: null, passwordChangeRequired: null, roles: [] };
    const { value } = await node.creation.create(callerAs(root), given);
    const token = node.mailbox.secretFor(ADDRESS);
    await node.acceptance.accept(aRequest(), token, { kind: 'password', text: PASSWORD }, {});
    await afterAnswers(node);
    expect(await verify(value)).toBe('none');
  });
});
