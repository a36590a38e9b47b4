/** The username of a new account, in its canonical form. It may look like an e-mail address. */
export const USERNAME = /^[a-z0-9][a-z0-9._@+-]{1,126}[a-z0-9]$/;

/** What the documentation of every route says of it. */
export const USERNAME_FORM = `Converted to lower case, then it must match \`${USERNAME.source}\`. It never changes.`;

/**
 * A typed name without differences of keyboards and fonts: NFKC, trimmed, lower case. Any length is allowed.
 *
 * @example foldedName(' Grace ') // 'grace'
 */
export function foldedName(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}
