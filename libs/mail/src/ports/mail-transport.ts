import type { Mail } from '../domain/mail.js';

/**
 * The server refuses this mail permanently (5yz). RFC 5321 section 4.2.1 asks clients not to repeat it. Repeating a
 * wrong password would lock the account at the server.
 */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Hands a mail on: one attempt a call, of 10 s at most. After {@link MailRefused} the mailer does not try again. */
export abstract class MailTransport {
  /** Where mails go. `smtp`: to people. `outbox`: to files, for the operator of one machine. `none`: nowhere. */
  abstract readonly kind: 'smtp' | 'outbox' | 'none';

  /**
   * Resolves once a server has accepted the mail, or once its file is written. `id` is the same at every attempt to
   * send one mail. A mail program can then show a mail once that was accepted twice, because an answer was lost.
   */
  abstract send(mail: Mail, id: string): Promise<void>;

  /** Removes the mails about an account that are still here. Resolves to their number. What was sent is not here. */
  async erase(_account: string): Promise<number> {
    return 0;
  }
}
