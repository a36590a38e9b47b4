import type { Mailer } from '#mail';
import { type User, verifiedAddressOf } from '#users';
import type { MailText } from '../domain/mails.js';

/** The address for notices about second factors: also one that was verified for a factor; null if there is none. */
export function factorAddressOf(user: User): string | null {
  return verifiedAddressOf(user) ?? user.secondFactors.email?.address ?? null;
}

/** Mails the owner of an account, if the account has a verified address. Does not wait and does not throw. */
export function notify(mailer: Mailer, user: User, mail: MailText): void {
  const to = verifiedAddressOf(user);
  if (to !== null) mailer.post({ to, account: user.id, ...mail });
}
