/** The text of a mail to the owner of a service account, without its recipient. Plain text. */
export interface KeyMail {
  readonly subject: string;
  readonly text: string;
}

/** A key as a mail names it. */
export interface MailedKey {
  /** The name of the service account. */
  readonly account: string;
  /** The name of the key. */
  readonly name: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** `days`: how many whole days are left, at least. */
export function keyExpiresMail({ account, name, id, expiresAt }: MailedKey, days: number): KeyMail {
  const left = days === 1 ? 'a day' : `${days} days`;
  return {
    subject: `A Coffer key of ${account} expires within ${left}`,
    text: [
      `The key "${name}" of the service account ${account} expires`,
      `at ${new Date(expiresAt).toISOString()}. Its program stops working then.`,
      '',
      'Make its successor, and give that to the program before:',
      `POST /api/v1/service-accounts/${account}/keys/${id}/rotate`,
      '',
      'You get this mail because you own the service account.',
      '',
    ].join('\n'),
  };
}

/** `ip`: where the report came from; null: not known. */
export function keyLeakedMail({ account, name, id }: MailedKey, ip: string | null, at: number): KeyMail {
  return {
    subject: `A leaked Coffer key of ${account} was ended`,
    text: [
      `Somebody has found the key "${name}" of the service account ${account}, and reported it:`,
      `at ${new Date(at).toISOString()}, from ${ip ?? 'an unknown address'}.`,
      'It was ended at once. A program that uses it works no longer.',
      '',
      'Make a new key for the program:',
      `POST /api/v1/service-accounts/${account}/keys`,
      'Look for what the leaked key was used for. The audit names it as the credential:',
      id,
      '',
      'You get this mail because you own the service account.',
      '',
    ].join('\n'),
  };
}
