import { ManualClock } from '#kernel/testing';
import { Mailer } from '../application/mailer.js';
import type { Mail } from '../domain/mail.js';
import { MailTransport } from '../ports/mail-transport.js';

class NowhereTransport extends MailTransport {
  override kind: MailTransport['kind'] = 'smtp';

  async send(): Promise<void> {}
}

/** A mailer that keeps what is posted, in that order, and sends nothing. */
export class Mailbox extends Mailer {
  readonly mails: Mail[] = [];

  constructor(private readonly nowhere = new NowhereTransport()) {
    super(nowhere, { raise: () => {} }, new ManualClock());
  }

  /** How the server pretends to send its mails. */
  set kind(kind: MailTransport['kind']) {
    this.nowhere.kind = kind;
  }

  override post(mail: Mail): void {
    this.mails.push(mail);
  }

  /** The token or code in the last mail to `address`: the last line that is a single word. */
  secretFor(address: string): string {
    const text = this.mails.findLast(({ to }) => to === address)?.text ?? '';
    const lines = text.split('\n').filter((line) => /^[\w.-]+$/.test(line));
    const secret = lines.at(-1);
    if (secret === undefined) throw new Error(`no token or code was mailed to ${address}`);
    return secret;
  }
}
