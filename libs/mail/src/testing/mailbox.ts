import { Mailer } from '../application/mailer.js';
import type { Mail } from '../domain/mail.js';
import { MailTransport } from '../ports/mail-transport.js';

class NowhereTransport extends MailTransport {
  override kind: MailTransport['kind'] = 'smtp';

  async send(): Promise<void> {}
}

/** A mailer that keeps what is posted: what people read, in the order of its posting. */
export class Mailbox extends Mailer {
  readonly mails: Mail[] = [];

  constructor(private readonly nowhere = new NowhereTransport()) {
    super(nowhere, { raise: () => {} });
  }

  /** As if this server had been set up to send its mails so. */
  set kind(kind: MailTransport['kind']) {
    this.nowhere.kind = kind;
  }

  override post(mail: Mail): void {
    this.mails.push(mail);
  }

  /** The last line of its own in the last mail to `address`: its token or code. */
  secretFor(address: string): string {
    const text = this.mails.findLast(({ to }) => to === address)?.text ?? '';
    const lines = text.split('\n').filter((line) => /^[\w.-]+$/.test(line));
    const secret = lines.at(-1);
    if (secret === undefined) throw new Error(`no token or code was mailed to ${address}`);
    return secret;
  }
}
