import type { Mailer } from '#mail';
import { type User, verifiedAddressOf } from '#users';
import type { MailText } from '../domain/mails.js';

/** Mails the owner of an account, if the account has a verified address. Does not wait and does not throw. */
export function notify(mailer: Mailer, user: User, mail: MailText): void {
  const to = verifiedAddressOf(user);
  if (to !== null) mailer.post({ to, account: user.id, ...mail });
}
