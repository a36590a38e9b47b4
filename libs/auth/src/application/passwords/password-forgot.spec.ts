import { PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User } from '#users';
import { verifiedEmailKey } from '#users/testing';
import { addUser, afterAnswers, type IdentityNode, identityNode } from '../../testing/identity-node.js';

describe('asking for a reset', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada', verified('ada'));
  });

  const verified = (name: string) => ({ emailVerified: true, emailKey: verifiedEmailKey(`${name}@example.org`) });
  const challenges = () => node.stores.challenges.challenges.peekAll();
  const ask = async (name: string, ip = aRequest().ip) => {
    await node.forgot.ask({ ...aRequest(), ip }, name);
    const before = { mails: node.mailbox.mails.length, challenges: challenges().length };
    await afterAnswers(node);
    return before;
  };

  it('gets the same answer after one look-up and one record, for an unknown name and every state of an account [R15]', async () => {
    await addUser(node, 'unverified');
    await addUser(node, 'disabled', { state: 'disabled', ...verified('disabled') });
    for (const name of ['nobody', 'not a name', 'unverified', 'disabled', 'ada']) {
      const records = node.records.length;
      expect(await ask(name)).toEqual({ mails: 0, challenges: 0 });
      expect(node.records.slice(records)).toMatchObject([{ action: 'auth:password-forgot', outcome: 'succeeded' }]);
    }
    expect(node.mailbox.mails.map(({ to }) => to)).toEqual(['ada@example.org']);
    expect(challenges()).toHaveLength(1);
  });

  it('records no unknown name, since people type passwords into name fields', async () => {
    await ask('Violet-Kettle-42');
    expect(node.records.at(-1)).toMatchObject({ resourceId: null, actorId: null });
    expect(node.records.at(-1)?.actorName).toMatch(/^unknown:[\w-]{43}$/);
    expect(JSON.stringify(node.records)).not.toMatch(/violet-kettle/i);
  });

  it('mails at most 5 tokens an hour to strangers, 2 for one network, and does not reveal that limit [R22]', async () => {
    for (let time = 0; time < 4; time++) expect(await codeOf(ask(' ADA '))).toBe('none');
    expect(node.mailbox.mails).toHaveLength(2);
    for (let time = 0; time < 8; time++) expect(await codeOf(ask('ada', `10.${time}.0.1`))).toBe('none');
    expect(node.mailbox.mails).toHaveLength(5);
    expect(challenges()).toHaveLength(5);
    node.clock.at += 3_600_000;
    await ask('ada');
    expect(node.mailbox.mails).toHaveLength(6);
  });

  it('still mails to an owner in a known network, however often strangers ask, all day long [R22]', async () => {
    const HOME = '198.51.100.7';
    await node.lockouts.complete({ ...aRequest(), ip: HOME }, ada);
    for (let hour = 0; hour < 6; hour += 1) {
      for (let time = 0; time < 10; time++) await ask('ada', `10.${hour * 10 + time}.0.1`);
      node.clock.at += 3_600_000;
    }
    const before = node.mailbox.mails.length;
    expect(before).toBeLessThanOrEqual(20);
    await ask('ada', '192.0.2.1');
    expect(node.mailbox.mails).toHaveLength(before);
    for (let time = 0; time < 7; time++) await ask('ada', HOME);
    expect(node.mailbox.mails).toHaveLength(before + 5);
  });

  it('gets the same answer if a part that mails need is unavailable', async () => {
    node.stores.rates.failure = new PartUnavailable('store');
    expect(await codeOf(ask('ada'))).toBe('none');
    expect(node.mailbox.mails).toEqual([]);
  });

  it('makes no token on a server without mail', async () => {
    node.mailbox.kind = 'none';
    await ask('ada');
    expect(challenges()).toEqual([]);
  });

  it('writes the token only into the mail: not into the store, not into the audit', async () => {
    await ask('ada');
    const token = node.mailbox.secretFor('ada@example.org');
    expect(token.length).toBeGreaterThan(80);
    expect(JSON.stringify([challenges(), node.records, node.stores.users.users.peekAll()])).not.toContain(token);
  });

  it('ends no session and does not change the account', async () => {
    await ask('ada');
    expect(node.stores.users.users.peek(ada.id)).toEqual({ revision: 1, value: ada });
  });
});
