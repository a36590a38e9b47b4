import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User } from '#users';
import { PASSWORD, withState } from '#users/testing';
import { addUser, callerAs, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { addVerified, again, enrolApp, enrolEmail, signedIn } from '../../testing/second-factors.js';
import { openedFor, opensFor } from '../../testing/session-tokens.js';

const OLD = 'ada@example.org';
const NEW = 'Ada.King@example.org';

describe('a change of the own address', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addVerified(node, 'ada');
    node.mailbox.mails.length = 0;
  });

  const stored = (user = ada) => node.stores.users.users.peek(user.id)?.value;
  const ask = async (user = ada, address = NEW) => node.emailChange.ask(await signedIn(node, user), address);
  const confirm = async (code: string, user = ada) => node.emailChange.confirm(await signedIn(node, user), code);
  const asked = async (user = ada, address = NEW) => {
    await ask(user, address);
    return node.mailbox.secretFor(address);
  };
  const wrong = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');
  const subjectsTo = (address: string) =>
    node.mailbox.mails.filter(({ to }) => to === address).map((one) => one.subject);

  it('refuses what is no address, a code that was not sent, and a wrong one; the old address stays', async () => {
    expect(await codeOf(ask(ada, 'nowhere'))).toBe('validation_failed');
    expect(await codeOf(confirm('123456'))).toBe('invalid_code');
    expect(await codeOf(confirm(wrong(await asked())))).toBe('invalid_code');
    expect(node.records.at(-1)).toMatchObject({ action: 'auth:email-change', outcome: 'failed', resourceId: ada.id });
    expect(stored()).toMatchObject({ email: OLD, emailVerified: true });
  });

  it('refuses a code after 10 minutes, one that a newer code has replaced, and one of another account [R22]', async () => {
    const first = await asked();
    const second = await asked(ada, 'third@example.org');
    if (first !== second) expect(await codeOf(confirm(first))).toBe('invalid_code');
    const eve = await addUser(node, 'eve');
    const theirs = await asked(eve, 'eve.king@example.org');
    if (theirs !== second) expect(await codeOf(confirm(theirs))).toBe('invalid_code');
    node.clock.at += 600_000;
    expect(await codeOf(confirm(second))).toBe('invalid_code');
  });

  it('needs a second factor that was shown within 5 minutes, if the account has one [R26][R128]', async () => {
    await enrolApp(node, ada);
    const caller = await signedIn(node, ada);
    await node.emailChange.ask(again(caller), NEW);
    node.clock.at += 300_001;
    for (const attempt of [
      node.emailChange.ask(again(caller), NEW),
      node.emailChange.confirm(again(caller), '123456'),
    ]) {
      expect(await codeOf(attempt)).toBe('second_factor_required');
    }
    expect(stored()?.email).toBe(OLD);
  });

  it('answers alike for the address of another account, which only its reader learns [R15][R128]', async () => {
    const eve = await addUser(node, 'eve', { email: OLD.toUpperCase() });
    await ask(eve, OLD);
    expect(await codeOf(confirm(wrong(node.mailbox.secretFor(OLD)), eve))).toBe('invalid_code');
    expect(await codeOf(confirm(node.mailbox.secretFor(OLD), eve))).toBe('email_taken');
    expect(stored(eve)).toMatchObject({ email: OLD.toUpperCase(), emailVerified: false });
  });

  it('gives an address to one of many accounts that change to it at once', async () => {
    const users = await Promise.all(Array.from({ length: 5 }, (_, index) => addUser(node, `user_${index}`)));
    const codes: string[] = [];
    for (const user of users) codes.push(await asked(user));
    const results = await Promise.all(users.map((user, index) => codeOf(confirm(codes[index] ?? '', user))));
    expect(results.sort()).toEqual([...Array.from({ length: 4 }, () => 'email_taken'), 'none']);
  });

  it('replaces the verified address, ends every other session and tells the reader of the old one [R128]', async () => {
    const caller = await signedIn(node, ada);
    const other = await openedFor(node, ada);
    await node.emailChange.ask(again(caller), NEW);
    expect(subjectsTo(OLD)).toEqual(['Somebody asked to change the e-mail address of your Coffer account']);
    expect(stored()).toMatchObject({ email: OLD, emailVerified: true });
    await node.emailChange.confirm(again(caller), node.mailbox.secretFor(NEW));
    expect(stored()).toMatchObject({ email: NEW, emailVerified: true, emailKey: NEW.toLowerCase() });
    const changes = [{ field: 'email', before: null, after: null, omitted: 0 }];
    expect(node.records.at(-1)).toMatchObject({ action: 'auth:email-change', outcome: 'succeeded', changes });
    expect(subjectsTo(OLD).at(-1)).toBe('The e-mail address of your Coffer account was changed');
    expect(await opensFor(node, ada, other)).toBe(false);
    expect((await node.sessions.load(caller.principal.credential))?.value.authEpoch).toBe(stored()?.authEpoch);
    expect(await codeOf(logInWith(node, 'ada', PASSWORD))).toBe('none');
  });

  it('voids the resets that were mailed to the old address', async () => {
    const reset = await node.challenges.openWithToken('password-reset', stored() ?? ada, 'a request');
    await confirm(await asked());
    const form = { password: 'Copper-Lantern-77-Meadow' };
    expect(await codeOf(node.reset.reset(aRequest(), reset.token, form))).toBe('invalid_reset_token');
  });

  it('tells nobody at an address that was never verified, and ends no session then', async () => {
    const eve = await addUser(node, 'eve');
    const session = await openedFor(node, eve);
    await confirm(await asked(eve), eve);
    expect(subjectsTo('eve@example.org')).toEqual([]);
    expect(stored(eve)).toMatchObject({ email: NEW, emailVerified: true });
    expect(await opensFor(node, eve, session)).toBe(true);
  });

  it('leaves codes by e-mail at the address that was enrolled', async () => {
    await enrolEmail(node, ada);
    await confirm(await asked());
    expect(stored()?.secondFactors.email?.address).toBe(OLD);
  });

  it('is refused once the address or the state of the account has changed otherwise', async () => {
    const code = await asked();
    await node.editing.edit(
      callerAs(await addUser(node, 'root', { roles: ['administrator'] })),
      ada.id,
      { email: 'x@example.org' },
      null,
    );
    expect(await codeOf(confirm(code))).toBe('invalid_code');
    const eve = await addUser(node, 'eve');
    const theirs = await asked(eve);
    await node.accounts.publish(withState(eve, 'active', 1), 1, 'a request');
    expect(await codeOf(confirm(theirs, eve))).toBe('invalid_code');
  });

  it('works once, of 20 requests at once [R22]', async () => {
    const caller = await signedIn(node, ada);
    await node.emailChange.ask(again(caller), NEW);
    const code = node.mailbox.secretFor(NEW);
    const results = await Promise.all(
      Array.from({ length: 20 }, () => codeOf(node.emailChange.confirm(again(caller), code))),
    );
    expect(results.filter((result) => result === 'none')).toHaveLength(1);
    expect(stored()?.email).toBe(NEW);
  });

  it('mails nothing for the verified address itself, and nothing without mail', async () => {
    await ask(ada, OLD);
    node.mailbox.kind = 'none';
    expect(await codeOf(ask())).toBe('mail_not_configured');
    expect(node.mailbox.mails).toEqual([]);
  });

  it('is bounded for the account, and for the address over all accounts [R22]', async () => {
    for (let time = 0; time < 5; time++) await ask(ada, `x${time}@example.org`);
    expect(await codeOf(ask())).toBe('rate_limited');
    const others = await Promise.all(Array.from({ length: 6 }, (_, index) => addUser(node, `user_${index}`)));
    const codes: unknown[] = [];
    for (const other of others) codes.push(await codeOf(ask(other)));
    expect(codes).toEqual(['none', 'none', 'none', 'none', 'none', 'rate_limited']);
  });
});
