import type { CofferError } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User } from '#users';
import { withEmail, withState } from '#users/testing';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';

const ADDRESS = 'ada@example.org';

describe('the verification of an address', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
  });

  const stored = (user = ada) => node.stores.users.users.peek(user.id)?.value;
  const send = (user = ada) => node.emailVerification.send(callerAs(user));
  const verify = (code: string, user = ada) => node.emailVerification.verify(callerAs(user), code);
  const sent = async (user = ada) => {
    await send(user);
    return node.mailbox.secretFor(user.email ?? '');
  };
  const wrong = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');

  it('refuses a code that was not sent and a wrong code, and records both', async () => {
    expect(await codeOf(verify('123456'))).toBe('invalid_code');
    expect(await codeOf(verify(wrong(await sent())))).toBe('invalid_code');
    expect(node.records.at(-1)).toMatchObject({ action: 'auth:email-verify', outcome: 'failed', resourceId: ada.id });
    expect(stored()).toEqual(ada);
  });

  it('refuses a code that is older than 10 minutes, and one that a newer code has replaced [R22]', async () => {
    const first = await sent();
    const second = await sent();
    if (first !== second) expect(await codeOf(verify(first))).toBe('invalid_code');
    node.clock.at += 600_000;
    expect(await codeOf(verify(second))).toBe('invalid_code');
  });

  it('refuses a code of another account, and a code for an address that has changed since', async () => {
    const eve = await addUser(node, 'eve');
    const code = await sent();
    if (code !== (await sent(eve))) expect(await codeOf(verify(code, eve))).toBe('invalid_code');
    await node.accounts.publish(withEmail(ada, 'other@example.org', 1), 1, 'a request');
    expect(await codeOf(verify(code))).toBe('invalid_code');
    expect(stored()?.emailVerified).toBe(false);
  });

  it('is refused with email_taken for an address that is the username of another account', async () => {
    await addUser(node, ADDRESS, { email: 'another@example.org' });
    expect(await codeOf(verify(await sent()))).toBe('email_taken');
    expect(stored()?.emailVerified).toBe(false);
  });

  it('is refused with email_taken if the address becomes the username of another account meanwhile', async () => {
    const root = await addUser(node, 'root', { roles: ['administrator'] });
    const code = await sent();
    const { hooks } = node.stores.users.users;
    hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      hooks.before = undefined;
      const given = { username: ADDRESS, email: ADDRESS, password: 'Nine!Green4Lamps', roles: [] };
      await node.creation.create(callerAs(root), { ...given, passwordChangeRequired: false });
    };
    expect(await codeOf(verify(code))).toBe('email_taken');
    expect(stored()?.emailVerified).toBe(false);
    expect((await node.accounts.findByUsername(ADDRESS))?.value.emailKey).toBe(ADDRESS);
  });

  it('obeys the lockout: after 5 wrong codes the right one is refused, also that of a new mail [R12] [R20]', async () => {
    const code = await sent();
    for (let guess = 0; guess < 5; guess++) expect(await codeOf(verify(wrong(code)))).toBe('invalid_code');
    expect(await codeOf(verify(code))).toBe('invalid_code');
    expect(await codeOf(verify(await sent()))).toBe('invalid_code');
    await node.lockouts.unlock('ada', 'a request');
    expect(await codeOf(verify(await sent()))).toBe('none');
  });

  it('reserves the folded address for the account, and ends no session', async () => {
    const upper = await addUser(node, 'upper', { email: 'Upper@Example.org' });
    await verify(await sent(upper), upper);
    expect(stored(upper)).toMatchObject({
      emailVerified: true,
      emailKey: 'upper@example.org',
      authEpoch: upper.authEpoch,
    });
  });

  it('tells only the reader of the mail that another account has verified the address [R15]', async () => {
    const eve = await addUser(node, 'eve', { email: 'ADA@example.org' });
    await verify(await sent());
    const code = await sent(eve);
    expect(await codeOf(verify(wrong(code), eve))).toBe('invalid_code');
    expect(await codeOf(verify(code, eve))).toBe('email_taken');
    expect(stored(eve)?.emailVerified).toBe(false);
  });

  it('gives an address to one of many accounts that verify it at once', async () => {
    const users = await Promise.all(
      Array.from({ length: 10 }, (_, index) => addUser(node, `user_${index}`, { email: ADDRESS })),
    );
    const codes: string[] = [];
    for (const user of users) codes.push(await sent(user));
    const results = await Promise.all(users.map((user, index) => codeOf(verify(codes[index] ?? '', user))));
    expect(results.filter((result) => result === 'none')).toHaveLength(1);
    expect(results.filter((result) => result === 'email_taken')).toHaveLength(9);
  });

  it('accepts a code once, of 50 requests at once [R22]', async () => {
    const code = await sent();
    let published = 0;
    node.stores.users.users.hooks.after = (operation) => {
      if (operation === 'replace') published++;
    };
    await Promise.all(Array.from({ length: 50 }, () => codeOf(verify(code))));
    expect([published, stored()?.emailVerified]).toEqual([1, true]);
  });

  it('succeeds although the account is changed otherwise at the same time', async () => {
    const code = await sent();
    const { hooks } = node.stores.users.users;
    hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      hooks.before = undefined;
      await node.accounts.publish({ ...ada, roles: ['auditor'] }, 1, 'a request');
    };
    await verify(code);
    expect(stored()).toMatchObject({ roles: ['auditor'], emailVerified: true });
  });

  it('mails at most 5 codes an hour and 20 a day, and says how long to wait [R22]', async () => {
    for (let time = 0; time < 5; time++) await send();
    const error: CofferError = await send().then(
      () => Promise.reject(new Error('it was not refused')),
      (cause) => cause,
    );
    expect(error).toMatchObject({ code: 'rate_limited', details: { retryAfterSeconds: 3_600 } });
    expect(node.mailbox.mails).toHaveLength(5);
  });

  it('mails nothing on a server without mail, and says so', async () => {
    node.mailbox.kind = 'none';
    expect(await codeOf(send())).toBe('mail_not_configured');
  });

  it('changes and mails nothing for a verified address, and is needed again when the address changes', async () => {
    await verify(await sent());
    const done = stored();
    node.mailbox.mails.length = 0;
    await send();
    await verify('123456');
    expect(node.mailbox.mails).toEqual([]);
    expect(stored()).toEqual(done);
    if (done) await node.accounts.publish(withEmail(done, 'new@example.org', 1), 2, 'a request');
    expect(stored()).toMatchObject({ emailVerified: false, emailKey: `none:${ada.id}` });
    await send();
    expect(node.mailbox.mails).toMatchObject([{ to: 'new@example.org' }]);
  });

  it('is dead once the state of the account has changed [R41]', async () => {
    const code = await sent();
    await node.accounts.publish(withState(ada, 'active', 1), 1, 'a request');
    expect(await codeOf(verify(code))).toBe('invalid_code');
  });

  it('sends the mail with the valid code when two mails are asked for at once', async () => {
    await Promise.all([send(), send()]);
    expect(await codeOf(verify(node.mailbox.secretFor(ADDRESS)))).toBe('none');
  });

  it('writes the code only into the mail', async () => {
    const code = await sent();
    await verify(code);
    const kept = JSON.stringify([node.records, node.stores.challenges.challenges.peekAll()]);
    expect(kept).not.toContain(`"${code}"`);
  });
});
