import type { Mailer } from '#mail';
import { type User, verifiedAddressOf } from '#users';
import { type FactorChange, factorsChangedMail, type MailText } from '../domain/mails.js';

/** The address for notices about second factors: also one that was verified for a factor; null if there is none. */
export function factorAddressOf(user: User): string | null {
  return verifiedAddressOf(user) ?? user.secondFactors.email?.address ?? null;
}

/** Mails the owner of an account, if the account has a verified address. Does not wait and does not throw. */
export function notify(mailer: Mailer, user: User, mail: MailText): void {
  send(mailer, user, verifiedAddressOf(user), mail);
}

/** As {@link notify}, of a change of second factors [R25]. `before`: the account before it, with the address to tell. */
export function notifyOfFactors(mailer: Mailer, before: User, change: FactorChange): void {
  send(mailer, before, factorAddressOf(before), factorsChangedMail(before.username, change));
}

function send(mailer: Mailer, { id }: User, to: string | null, mail: MailText): void {
  if (to !== null) mailer.post({ to, account: id, ...mail });
}
