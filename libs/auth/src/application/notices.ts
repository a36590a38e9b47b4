import type { Mailer } from '#mail';
import { type User, verifiedAddressOf } from '#users';
import type { MailText } from '../domain/mails.js';

/** Tells the account's owner, where there is an address that is known to be theirs. Never waits, never throws. */
export function notify(mailer: Mailer, user: User, mail: MailText): void {
  const to = verifiedAddressOf(user);
  if (to !== null) mailer.post({ to, ...mail });
}
