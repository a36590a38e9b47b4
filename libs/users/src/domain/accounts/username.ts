const USERNAME = /^[a-z0-9_]{3,30}$/;

/** What people may type before it is canonical, in UTF-16 units: longer text is no username and is not normalised. */
const TYPED_LIMIT = 256;

/** A typed name without what keyboards and fonts make of it: NFKC, without outer spaces, lower case. No length is asked. */
export function foldedName(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/**
 * The one form in which usernames are compared, counted and stored: folded, then `^[a-z0-9_]{3,30}$` [R10][R47]. Null: no account can have this name.
 */
export function canonicalUsername(typed: string): string | null {
  if (typed.length > TYPED_LIMIT) return null;
  const canonical = foldedName(typed);
  return USERNAME.test(canonical) ? canonical : null;
}

/** What a deleted user's document is called, so that the name is free at once. No username can look like it. */
export function deletedUsername(userId: string): string {
  return `deleted:${userId}`;
}
