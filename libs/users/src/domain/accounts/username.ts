import { textRule } from '#kernel';

const USERNAME = /^[a-z0-9_]{3,30}$/;

/** The longest text that is normalised, in UTF-16 units. Longer text is not a username. */
const TYPED_LIMIT = 256;

/**
 * A typed name without differences of keyboards and fonts: NFKC, trimmed, lower case. Any length is allowed.
 *
 * @example foldedName(' Grace ') // 'grace'
 */
export function foldedName(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/**
 * The only form in which usernames are compared, counted and stored: folded and `^[a-z0-9_]{3,30}$` [R10][R47]. Null if
 * no account can have this name.
 *
 * @example canonicalUsername('Grace') // 'grace'
 * @example canonicalUsername('grace@example.org') // null
 */
export function canonicalUsername(typed: string): string | null {
  if (typed.length > TYPED_LIMIT) return null;
  const canonical = foldedName(typed);
  return USERNAME.test(canonical) ? canonical : null;
}

/** What a client may send as the name of a new account: it may have spaces around it and wide letters. */
export const USERNAME_RULE = textRule({
  ...{ field: 'username', min: 3, max: 64 },
  message: 'username must be 3 to 30 lower-case letters, digits or _',
  and: (text) => canonicalUsername(text) !== null,
});

/** The username of a deleted user's document, so that the real one is free at once. No account can have such a name. */
export function deletedUsername(userId: string): string {
  return `deleted:${userId}`;
}
