import { foldedName, invalidField, textRule, USERNAME } from '#kernel';

export { foldedName };

import { verifiedEmailKey } from './email.js';

/** What the name of a new account had to be before. Accounts keep such names: only these may begin or end with `_`. */
const EARLIER_USERNAME = /^[a-z0-9_]{3,30}$/;

/** The longest username, in characters. All are ASCII. */
export const USERNAME_MAX = 128;

/** The longest text that is normalised, in UTF-16 units. Longer text is not a username. */
const TYPED_LIMIT = 256;

/**
 * The only form in which usernames are compared, counted and stored [R10][R47]. Null if no account can have this name.
 *
 * @example canonicalUsername('Grace.Hopper') // 'grace.hopper'
 * @example canonicalUsername('grace hopper') // null
 */
export function canonicalUsername(typed: string): string | null {
  return canonical(typed, (name) => USERNAME.test(name) || EARLIER_USERNAME.test(name));
}

/** {@link USERNAME} as it may be typed. What is not ASCII may become a letter or a digit. */
const TYPED_USERNAME = /^\s*(?:[A-Za-z0-9]|[^\s!-~])(?:(?:[A-Za-z0-9._@+-]|[^\s!-~])*(?:[A-Za-z0-9]|[^\s!-~]))?\s*$/;

/** What a client may send as the name of a new account: it may have spaces around it and wide letters. */
export const USERNAME_RULE = textRule({
  ...{ field: 'username', min: 3, max: TYPED_LIMIT, pattern: TYPED_USERNAME },
  message: `username must be 3 to ${USERNAME_MAX} lower-case letters, digits, and . _ - + @ between them`,
  and: (text) => newUsername(text) !== null,
});

const OWN_ADDRESS = 'A username with @ must be the e-mail address of the account.';
const NO_ADDRESS = 'Choose a username without @: nobody has checked yet whose address it is.';

/**
 * The canonical name of a new account. Throws `validation_failed` if no new account can have it. A name that looks like
 * an e-mail address must be `address`, the account's own: otherwise people would take the account for somebody else's.
 * `address`: null if nobody vouches for it. Then the name must not look like one.
 */
export function requireUsername(typed: string, address: string | null): string {
  const { field, code, message } = USERNAME_RULE;
  const username = newUsername(typed);
  if (username === null) throw invalidField(field, code, `${message}.`);
  if (!isAddressLike(username) || (address !== null && verifiedEmailKey(address) === username)) return username;
  throw invalidField(field, 'username_address', address === null ? NO_ADDRESS : OWN_ADDRESS);
}

/** Whether the canonical username looks like an e-mail address. */
export function isAddressLike(username: string): boolean {
  return username.includes('@');
}

/** The username of a deleted user's document, so that the real one is free at once. No account can have such a name. */
export function deletedUsername(userId: string): string {
  return `deleted:${userId}`;
}

function newUsername(typed: string): string | null {
  return canonical(typed, (name) => USERNAME.test(name));
}

function canonical(typed: string, isName: (name: string) => boolean): string | null {
  if (typed.length > TYPED_LIMIT) return null;
  const name = foldedName(typed);
  return isName(name) ? name : null;
}
