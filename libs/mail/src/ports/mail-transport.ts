import type { Mail } from '../domain/mail.js';

/**
 * Nobody will ever take this mail, or not from us: a permanent refusal (5yz), which RFC 5321 section 4.2.1 asks not to
 * be met with the same mail again. A password that is refused again and again would lock the account at the server.
 */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Hands mails on. One attempt a call, bounded by 10 s; any error but {@link MailRefused} asks for another attempt. */
export abstract class MailTransport {
  /** `smtp`: to people; `outbox`: to files for the operator of one machine; `none`: nowhere. */
  abstract readonly kind: 'smtp' | 'outbox' | 'none';

  /**
   * Resolves once somebody else is responsible for the mail: a server that took it, a file that was written. `id` is the
   * same at every attempt at one mail, so that one which was taken twice, its answer lost, can be shown once.
   */
  abstract send(mail: Mail, id: string): Promise<void>;
}
