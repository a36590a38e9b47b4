import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from '#kernel/testing';
import { SmtpMailTransport } from '../adapters/smtp.mail-transport.js';
import type { Mail } from '../domain/mail.js';
import { MailRefused, MailTransport } from '../ports/mail-transport.js';
import { SmtpSink } from '../testing/smtp-sink.js';
import { Mailer } from './mailer.js';

const mailTo = (name: string): Mail => ({
  to: `${name}@example.org`,
  account: name,
  subject: 'A code',
  text: 'canary-text',
});

/** Answers each mail as the test says, and keeps the recipients and the ids of all attempts. */
class ToldTransport extends MailTransport {
  override readonly kind = 'smtp';
  readonly tried: string[] = [];
  readonly ids = new Set<string>();
  open = 0;
  mostOpen = 0;

  constructor(private readonly answer: (mail: Mail) => Promise<void>) {
    super();
  }

  override send(mail: Mail, id: string): Promise<void> {
    this.tried.push(mail.to.slice(0, mail.to.indexOf('@')));
    this.ids.add(id);
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    return this.answer(mail).finally(() => this.open--);
  }
}

function mailerOn(answer: (mail: Mail) => Promise<void>) {
  const transport = new ToldTransport(answer);
  const alarms: string[] = [];
  const clock = new ManualClock();
  const mailer = new Mailer(transport, { raise: (what) => void alarms.push(what) }, clock);
  return { transport, alarms, mailer, clock };
}

const never = () => new Promise<void>(() => {});
const taken = () => Promise.resolve();
const fails = () => Promise.reject(new Error('451 canary@example.org'));

describe('the mailer', () => {
  it('throws nothing when a mail is posted, whatever the transport does', async () => {
    const { mailer, alarms } = mailerOn(() => {
      throw new Error('at once');
    });
    expect(() => mailer.post(mailTo('ada'))).not.toThrow();
    await nextTurn();
    expect(alarms).toEqual(['mails cannot be handed on; they are tried again']);
  });

  it('refuses a mail with a second header or recipient in it, and reports that without quoting it', async () => {
    const { mailer, transport, alarms } = mailerOn(taken);
    mailer.post({ ...mailTo('ada'), to: 'canary@example.org\r\nBcc: mallory@example.org' });
    mailer.post({ ...mailTo('ada'), subject: 'canary\r\nBcc: mallory@example.org' });
    await nextTurn();
    expect(transport.tried).toEqual([]);
    expect(alarms).toHaveLength(2);
    expect(alarms.join()).not.toMatch(/canary|example/);
  });

  it('sends at most 50 notices about one account in an hour, and says once that it drops others', async () => {
    const { mailer, transport, alarms, clock } = mailerOn(taken);
    const sent = (name: string) => transport.tried.filter((one) => one === name).length;
    const flood = async () => {
      for (let index = 0; index < 200; index++) mailer.postNotice(mailTo('ada'));
      mailer.postNotice(mailTo('bob'));
      for (let turn = 0; turn < 200; turn++) await nextTurn();
    };
    await flood();
    expect([sent('ada'), sent('bob')]).toEqual([50, 1]);
    clock.at += 3_599_999;
    await flood();
    expect([sent('ada'), sent('bob')]).toEqual([50, 2]);
    expect(alarms).toEqual(['notices about one account are dropped: 50 were sent in an hour']);
    mailer.post(mailTo('ada'));
    clock.at += 1;
    await flood();
    expect([sent('ada'), sent('bob')]).toEqual([101, 3]);
  });

  it('begins to send in a later turn of the event loop: posting never waits', async () => {
    const { mailer, transport } = mailerOn(never);
    for (let index = 0; index < 1_000; index++) mailer.post(mailTo(`user${index}`));
    expect(transport.tried).toEqual([]);
    await nextTurn();
    expect(transport.tried).toEqual(['user0', 'user1']);
  });

  it('sends two at once and no more, in the order of posting', async () => {
    const { mailer, transport } = mailerOn(() => nextTurn());
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`);
    for (const name of names) mailer.post(mailTo(name));
    while (transport.tried.length < names.length || transport.open > 0) await nextTurn();
    expect(transport.mostOpen).toBe(2);
    expect(transport.tried).toEqual(names);
  });

  it('tries five times in ten minutes, under one id, then drops the mail with one line that names nobody', async () => {
    const { mailer, transport, alarms, clock } = mailerOn(fails);
    mailer.post(mailTo('ada'));
    await nextTurn();
    const counts = [];
    for (const seconds of [9, 1, 50, 120, 419, 1, 3_600]) {
      await clock.advance(seconds * 1_000);
      counts.push(transport.tried.length);
    }
    expect(counts).toEqual([1, 2, 3, 4, 4, 5, 5]);
    expect(transport.ids.size).toBe(1);
    expect(alarms).toEqual(['mails cannot be handed on; they are tried again', 'a mail is dropped: attempt 5 failed']);
  });

  it('sends a mail once that was accepted at the second attempt, and sends others during the pause', async () => {
    const left = new Map([['ada@example.org', 1]]);
    const { mailer, transport, clock } = mailerOn(({ to }) => {
      const failures = left.get(to) ?? 0;
      left.set(to, failures - 1);
      return failures > 0 ? fails() : taken();
    });
    for (const name of ['ada', 'bob', 'eve']) mailer.post(mailTo(name));
    await nextTurn();
    await clock.advance(3_600_000);
    expect(transport.tried).toEqual(['ada', 'bob', 'eve', 'ada']);
  });

  it('does not repeat a mail that was refused permanently', async () => {
    const { mailer, transport, alarms, clock } = mailerOn(() => Promise.reject(new MailRefused('550')));
    mailer.post(mailTo('ada'));
    await nextTurn();
    await clock.advance(3_600_000);
    expect(transport.tried).toEqual(['ada']);
    expect(alarms).toEqual(['a mail is dropped: it was refused for good']);
  });

  it('holds 1,000 mails, then drops the oldest one that waits', async () => {
    const { mailer, transport, alarms } = mailerOn(never);
    for (const name of ['sending1', 'sending2']) mailer.post(mailTo(name));
    await nextTurn();
    for (let index = 0; index < 1_000; index++) mailer.post(mailTo(`user${index}`));
    expect(alarms).toEqual(Array(2).fill('a mail is dropped: 1000 later ones wait'));
    expect(transport.tried).toEqual(['sending1', 'sending2']);
  });

  it('tries waiting and pausing mails once more when the process ends, and accepts no more', async () => {
    let isUp = false;
    const { mailer, transport, alarms } = mailerOn(() => (isUp ? taken() : fails()));
    mailer.post(mailTo('pausing'));
    await nextTurn();
    isUp = true;
    mailer.post(mailTo('waiting'));
    await mailer.close();
    expect(transport.tried).toEqual(['pausing', 'pausing', 'waiting']);
    mailer.post(mailTo('late'));
    await nextTurn();
    expect(transport.tried).toHaveLength(3);
    expect(alarms.at(-1)).toBe('a mail is not sent: the process ends');
  });

  it('ends within 3 s even if the server hangs, and reports how many mails are lost', async () => {
    const { mailer, alarms, clock } = mailerOn(never);
    for (const name of ['ada', 'bob', 'eve']) mailer.post(mailTo(name));
    await nextTurn();
    const closed = mailer.close();
    await clock.advance(3_000);
    await closed;
    expect(alarms).toEqual(['3 mails were not sent before the process ended']);
  });

  it('drops the mails about an account that is erased, also one in its pause, after the one that is being sent', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mailer, transport, clock } = mailerOn(({ subject }) => (subject === 'slow' ? promise : fails()));
    mailer.post({ ...mailTo('ada'), subject: 'slow' });
    mailer.post(mailTo('ada'));
    await nextTurn();
    mailer.post(mailTo('bob'));
    const erased = mailer.erase('ada');
    await nextTurn();
    resolve();
    expect(await erased).toBe(1);
    await clock.advance(3_600_000);
    expect(transport.tried).toEqual(['ada', 'ada', 'bob', 'bob', 'bob', 'bob', 'bob']);
  });

  it('ends at once when nothing waits', async () => {
    await expect(mailerOn(taken).mailer.close()).resolves.toBeUndefined();
  });
});

describe('the mailer on a real server', () => {
  it('delivers a mail once, when the server that refused it accepts it', async () => {
    const sink = await SmtpSink.open();
    sink.refusals.push(451, 421);
    const { port, caFile } = sink;
    const from = 'coffer@example.org';
    const config = { kind: 'smtp', host: 'localhost', port, caFile, from, credentials: null } as const;
    // An attempt that a busy machine makes slow is not given up, which would send the mail twice.
    const transport = new SmtpMailTransport(config, { attemptMs: 600_000 });
    const clock = new ManualClock();
    const mailer = new Mailer(transport, { raise: () => {} }, clock);
    mailer.post(mailTo('ada'));
    mailer.post(mailTo('bob'));
    await clock.drive(Promise.all([sink.next('ada@example.org'), sink.next('bob@example.org')]), 600_000);
    await clock.drive(mailer.close());
    expect(sink.mails).toHaveLength(2);
    expect(sink.refusals).toEqual([]);
    await sink.close();
  });
});
