import { BoundedCache, type Clock, newId } from '#kernel';
import { type Mail, mailProblem } from '../domain/mail.js';
import { MailAlarm } from '../ports/mail-alarm.js';
import { MailRefused, MailTransport } from '../ports/mail-transport.js';

/** The pause after each failed attempt: five attempts in ten minutes, which is how long a mailed code is valid. */
const PAUSES_MS: readonly number[] = [10_000, 50_000, 120_000, 420_000];
/** Mails in memory at most. */
const MOST_HELD = 1_000;
/** Mails that are sent at the same time. */
const AT_ONCE = 2;
/** Notices about one account in a window at most, and the window in milliseconds. */
const MOST_NOTICES = 50;
const NOTICES_MS = 3_600_000;
/** The most accounts whose notices are counted. */
const COUNTED = 10_000;
/** How long {@link Mailer.close} waits for the last attempts. */
const GRACE_MS = 3_000;

/** A mail that was posted and not sent yet. */
interface Letter {
  readonly id: string;
  readonly mail: Mail;
  failures: number;
  state: 'due' | 'pausing' | 'sending';
  /** The attempt that is under way, or the last one. */
  attempt: Promise<void>;
  /** Ends the pause before the next attempt. */
  cancelPause?: () => void;
}

/** Sends mails in the background: a request neither waits for its mail nor learns how the sending went. */
export class Mailer {
  /** In the order of their posting. */
  private readonly held = new Set<Letter>();
  private readonly notices: BoundedCache<{ count: number }>;
  private sending = 0;
  private isFailing = false;
  /** Set once the process ends: called when no mail is held any more. */
  private onEmpty: (() => void) | null = null;

  constructor(
    private readonly transport: MailTransport,
    private readonly alarm: MailAlarm,
    private readonly clock: Clock,
  ) {
    this.notices = new BoundedCache(clock, { max: COUNTED, maxAgeMs: NOTICES_MS });
  }

  /** Whether mails reach people. An outbox does not: an administrator has to pass on what is in it. */
  get reachesPeople(): boolean {
    return this.transport.kind === 'smtp';
  }

  /** Whether mails go anywhere, be it an outbox. */
  get isConfigured(): boolean {
    return this.transport.kind !== 'none';
  }

  /**
   * Accepts the mail and returns at once; never throws. Sending begins after this turn of the event loop. Two mails are
   * sent at a time, and each is tried five times in ten minutes. At most 1,000 mails are held, in memory. One more
   * drops the oldest, because its code or link has the least time left. A crash loses the mails that are held: people
   * ask again.
   */
  post(mail: Mail): void {
    const problem = this.onEmpty ? 'the process ends' : mailProblem(mail);
    if (problem !== null) {
      this.alarm.raise(`a mail is not sent: ${problem}`);
      return;
    }
    if (this.held.size >= MOST_HELD) this.dropOldest();
    this.held.add({ id: newId(), mail, failures: 0, state: 'due', attempt: Promise.resolve() });
    setImmediate(() => this.pump());
  }

  /**
   * As {@link post}, for news that somebody other than the recipient may cause as often as they like. This process sends
   * at most 50 in an hour about one account, so they neither fill a mailbox nor push out the codes of logins. The others
   * are dropped.
   */
  postNotice(mail: Mail): void {
    const notices = this.notices.get(mail.account) ?? { count: 0 };
    if (notices.count === 0) this.notices.set(mail.account, notices);
    notices.count += 1;
    if (notices.count <= MOST_NOTICES) this.post(mail);
    else if (notices.count === MOST_NOTICES + 1)
      this.alarm.raise(`notices about one account are dropped: ${MOST_NOTICES} were sent in an hour`);
  }

  /**
   * Drops the mails about an account that were not sent yet, and removes those in the outbox. Resolves to their number.
   * For the deletion of the account.
   */
  async erase(account: string): Promise<number> {
    const own = [...this.held].filter(({ mail }) => mail.account === account);
    // What is being sent is in the outbox afterwards, or gone.
    await Promise.all(own.map(({ attempt }) => attempt));
    const waiting = own.filter((letter) => this.held.has(letter));
    for (const letter of waiting) {
      letter.cancelPause?.();
      this.held.delete(letter);
    }
    return waiting.length + (await this.transport.erase(account));
  }

  /** Accepts no more mails, tries each held mail once more, for at most 3 s altogether, and drops the rest. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.onEmpty = resolve;
    const cancelGrace = this.clock.after(GRACE_MS, resolve);
    for (const letter of this.held) {
      letter.cancelPause?.();
      if (letter.state === 'pausing') letter.state = 'due';
    }
    this.pump();
    await promise;
    cancelGrace();
    if (this.held.size > 0) this.alarm.raise(`${this.held.size} mails were not sent before the process ended`);
    this.held.clear();
  }

  private pump(): void {
    if (this.held.size === 0) this.onEmpty?.();
    for (const letter of this.held) {
      if (this.sending === AT_ONCE) return;
      if (letter.state === 'due') letter.attempt = this.attempt(letter);
    }
  }

  /** Never throws. */
  private async attempt(letter: Letter): Promise<void> {
    letter.state = 'sending';
    this.sending++;
    try {
      await this.transport.send(letter.mail, letter.id);
      this.held.delete(letter);
      this.isFailing = false;
    } catch (error) {
      if (this.held.has(letter)) this.failed(letter, error);
    }
    this.sending--;
    this.pump();
  }

  private failed(letter: Letter, error: unknown): void {
    const pause = PAUSES_MS[letter.failures++];
    if (error instanceof MailRefused) {
      this.drop(letter, 'a mail is dropped: it was refused for good', error.cause);
    } else if (pause === undefined || this.onEmpty) {
      this.drop(letter, `a mail is dropped: attempt ${letter.failures} failed`, error);
    } else {
      // The first failure is logged at once: an operator who mistyped a variable should not wait for ten minutes.
      if (!this.isFailing) this.alarm.raise('mails cannot be handed on; they are tried again', error);
      this.isFailing = true;
      letter.state = 'pausing';
      letter.cancelPause = this.clock.after(pause, () => this.resume(letter));
    }
  }

  private resume(letter: Letter): void {
    letter.state = 'due';
    this.pump();
  }

  private dropOldest(): void {
    for (const letter of this.held) {
      if (letter.state === 'sending') continue;
      this.drop(letter, `a mail is dropped: ${MOST_HELD} later ones wait`);
      return;
    }
  }

  private drop(letter: Letter, what: string, cause?: unknown): void {
    letter.cancelPause?.();
    this.held.delete(letter);
    this.alarm.raise(what, cause);
  }
}
