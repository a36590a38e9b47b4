import { MailTransport } from '../ports/mail-transport.js';

/** Where no server is configured: a mail is let go unseen, as the start-up screen says. */
export class NoMailTransport extends MailTransport {
  override readonly kind = 'none';

  async send(): Promise<void> {}
}
