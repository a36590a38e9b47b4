import { newId } from '#kernel';
import { type Mail, mailProblem } from '../domain/mail.js';
import { MailAlarm } from '../ports/mail-alarm.js';
import { MailRefused, MailTransport } from '../ports/mail-transport.js';

/** What follows each attempt that failed: five attempts in ten minutes, which is how long a mailed code lives. */
const PAUSES_MS: readonly number[] = [10_000, 50_000, 120_000, 420_000];
const MOST_HELD = 1_000;
const AT_ONCE = 2;
const GRACE_MS = 3_000;

/** A mail that the mailer has charge of. */
interface Letter {
  readonly id: string;
  readonly mail: Mail;
  failures: number;
  state: 'due' | 'pausing' | 'sending';
  pause?: NodeJS.Timeout;
}

/** Sends mails behind the answers of requests: never slows one, never tells one how it went. */
export class Mailer {
  /** In the order of their posting. */
  private readonly held = new Set<Letter>();
  private sending = 0;
  private isFailing = false;
  /** Set once the process ends. */
  private onEmpty: (() => void) | null = null;

  constructor(
    private readonly transport: MailTransport,
    private readonly alarm: MailAlarm,
    private readonly pausesMs = PAUSES_MS,
  ) {}

  /** Whether people get mails. An outbox does not reach them: what they need is then told to an administrator. */
  get reachesPeople(): boolean {
    return this.transport.kind === 'smtp';
  }

  /** Whether mails go anywhere at all. */
  get isConfigured(): boolean {
    return this.transport.kind !== 'none';
  }

  /**
   * Takes charge of the mail and returns at once; never throws. Sending begins after this turn of the event loop, two
   * at a time, each tried five times in ten minutes. At most 1,000 are held, in memory: one more, and the oldest goes,
   * since its code or link has the least time left. What is held when the process dies is lost: people ask again.
   */
  post(mail: Mail): void {
    const problem = this.onEmpty ? 'the process ends' : mailProblem(mail);
    if (problem !== null) {
      this.alarm.raise(`a mail is not sent: ${problem}`);
      return;
    }
    if (this.held.size >= MOST_HELD) this.dropOldest();
    this.held.add({ id: newId(), mail, failures: 0, state: 'due' });
    setImmediate(() => this.pump());
  }

  /** Takes no more, gives what is held one last attempt, for at most 3 s altogether, then lets go of the rest. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.onEmpty = resolve;
    const late = setTimeout(resolve, GRACE_MS);
    for (const letter of this.held) {
      clearTimeout(letter.pause);
      if (letter.state === 'pausing') letter.state = 'due';
    }
    this.pump();
    await promise;
    clearTimeout(late);
    if (this.held.size > 0) this.alarm.raise(`${this.held.size} mails were not sent before the process ended`);
    this.held.clear();
  }

  private pump(): void {
    if (this.held.size === 0) this.onEmpty?.();
    for (const letter of this.held) {
      if (this.sending === AT_ONCE) return;
      if (letter.state === 'due') void this.attempt(letter);
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
    const pause = this.pausesMs[letter.failures++];
    if (error instanceof MailRefused) {
      this.drop(letter, 'a mail is dropped: it was refused for good', error.cause);
    } else if (pause === undefined || this.onEmpty) {
      this.drop(letter, `a mail is dropped: attempt ${letter.failures} failed`, error);
    } else {
      // The first failure is told at once: an operator who mistyped a variable should not wait for ten minutes.
      if (!this.isFailing) this.alarm.raise('mails cannot be handed on; they are tried again', error);
      this.isFailing = true;
      letter.state = 'pausing';
      letter.pause = setTimeout(() => this.resume(letter), pause).unref();
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
    clearTimeout(letter.pause);
    this.held.delete(letter);
    this.alarm.raise(what, cause);
  }
}
