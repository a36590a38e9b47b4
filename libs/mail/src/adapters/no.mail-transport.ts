import { MailTransport } from '../ports/mail-transport.js';

/** Drops every mail, because no server is configured. The start-up screen says so. */
export class NoMailTransport extends MailTransport {
  override readonly kind = 'none';

  async send(): Promise<void> {}
}
