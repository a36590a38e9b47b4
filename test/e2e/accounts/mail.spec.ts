import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ParsedMail, parseMail, SmtpSink } from '#mail/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, must } from '../support/people/accounts.js';
import { told } from '../support/people/told.js';
import { type Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { embeddedSite, productionSite, type Site } from '../support/processes/pairs.js';

const NEXT = 'Copper-Lantern-77-Meadow';
const CODE = /^\d{6}$/m;
const MODE = 0o777;
/** RFC 5321 section 4.2.3: local error in processing; try again. */
const TEMPORARILY_AWAY = 451;
/** What the log says once an attempt to send has failed. */
const TRIED_AGAIN = 'mails cannot be handed on; they are tried again';

/** Makes an account without roles and logs in. */
async function personOf(admin: Api, username: string): Promise<Api> {
  await makeAccount(admin, username);
  return admin.login(username, PASSWORD);
}

describe('mail without an SMTP server', () => {
  let site: Site;
  let admin: Api;
  let folder: string;
  const mails = (): ParsedMail[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .sort()
      .map((name) => parseMail(readFileSync(join(folder, name), 'utf8')));
  const lastTo = (address: string, subject: string): Promise<ParsedMail> =>
    eventually(() => {
      const mail = mails().findLast(({ to }) => to === address);
      expect(mail?.subject).toBe(subject);
      return mail as ParsedMail;
    });

  beforeAll(async () => {
    site = await embeddedSite();
    const server = await site.start();
    admin = await setUp(server);
    folder = /^ {2}Mail +(\S+) /m.exec(server.output())?.[1] ?? '';
  });
  afterAll(() => site?.clear());

  it('goes to a private folder that the start screen names, and verifies addresses', async () => {
    const ann = await personOf(admin, 'ann');
    expect((await ann.send('post', '/auth/email/verify/send')).status).toBe(202);
    const { text } = await lastTo('ann@example.org', 'Verify your e-mail address for Coffer');
    expect((await ann.post('/auth/email/verify', { code: CODE.exec(text)?.[0] })).status).toBe(204);
    expect(statSync(folder).mode & MODE).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & MODE).toBe(0o600);
  });

  it('is replaced for an administrator by a reset token that is shown once', async () => {
    const { body } = await admin.get('/users?q=ann');
    const issued = must(await admin.send('post', `/users/${body.items[0].id}/reset-password`)).body;
    expect(issued).toMatchObject({ delivery: 'response', reset_token: expect.any(String) });
    const reset = { token: issued.reset_token, new_password: NEXT };
    expect((await admin.as(null).post('/auth/password/reset', reset)).status).toBe(204);
    await lastTo('ann@example.org', 'Your Coffer password was changed');
  });

  it('contains the reset token that was asked for', async () => {
    must(await admin.as(null).post('/auth/password/forgot', { username: 'ann' }));
    const { text } = await lastTo('ann@example.org', 'Reset your Coffer password');
    const token = /^[\w-]+\.[\w-]{43}$/m.exec(text)?.[0];
    const reset = { token, new_password: PASSWORD };
    expect((await admin.as(null).post('/auth/password/reset', reset)).status).toBe(204);
    await admin.login('ann', PASSWORD);
  });
});

describeWithEngines('mail without an SMTP server, on the production pair', () => {
  it('is not sent: an owner is told so, and an answer that must not tell says nothing', async () => {
    const site = await productionSite();
    try {
      const admin = await setUp(await site.start());
      const ann = await personOf(admin, 'ann');
      expectProblem(await ann.send('post', '/auth/email/verify/send'), 409, 'mail_not_configured');
      for (const username of ['ann', 'nobody']) {
        expect((await admin.as(null).post('/auth/password/forgot', { username })).status).toBe(202);
      }
      const { id } = (await ann.get('/auth/me')).body;
      const { body } = must(await admin.send('post', `/users/${id}/reset-password`));
      expect(body).toMatchObject({ delivery: 'response', reset_token: expect.any(String) });
    } finally {
      await site.clear();
    }
  });
});

describe('mail while the SMTP server is away', () => {
  it('delays and changes no answer, and arrives once the server is back', async () => {
    const taken = Promise.withResolvers<void>();
    const sink = await SmtpSink.open({ onMailFrom: (_, __, done) => void taken.promise.then(() => done()) });
    const site = await embeddedSite(sink.environment);
    try {
      const server = await site.start();
      const admin = await setUp(server);
      const ann = await personOf(admin, 'ann');
      // The mail server has not answered yet, and no attempt has ended: the answer waits for neither.
      must(await ann.send('post', '/auth/email/verify/send'));
      expect(server.output()).not.toContain(TRIED_AGAIN);
      taken.resolve();
      const { text } = await sink.next('ann@example.org');
      must(await ann.post('/auth/email/verify', { code: CODE.exec(text)?.[0] }));

      const forgot = (username: string) => admin.as(null).post('/auth/password/forgot', { username });
      sink.refusals.push(TEMPORARILY_AWAY);
      const meanwhile = await forgot('ann');
      expect(meanwhile.status).toBe(202);
      expect(told(meanwhile)).toEqual(told(await forgot('nobody')));
      await eventually(() => expect(server.output()).toContain(TRIED_AGAIN));
      expect(server.output()).not.toContain('ann@example.org');
      expect((await sink.next('ann@example.org')).subject).toBe('Reset your Coffer password');
    } finally {
      await site.clear();
      await sink.close();
    }
  });
});
