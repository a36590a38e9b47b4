import { foldedName, isId, isPlain, textRule, USERNAME } from '#kernel';

/** What a client may type as a name, in code points: it bounds the work of {@link serviceAccountName}. */
const TYPED_MAX = 256;

/**
 * The canonical name of a service account: that of a username without `@`, since a program has no address. Null if no
 * service account can have this name. A text in the form of an id is none, so that a path can name an account by either.
 *
 * @example
 * serviceAccountName(' CI.Deploy '); // 'ci.deploy'
 */
export function serviceAccountName(typed: string): string | null {
  if (typed.length > TYPED_MAX) return null;
  const name = foldedName(typed);
  return USERNAME.test(name) && !name.includes('@') && !isId(name) ? name : null;
}

/** What a client may send as the name of a new service account. */
export const NAME_RULE = textRule({
  ...{ field: 'name', min: 3, max: TYPED_MAX },
  message: 'name must be 3 to 128 lower-case letters, digits, and . _ - + between them, and no id',
  and: (text) => serviceAccountName(text) !== null,
});

export const DESCRIPTION_RULE = textRule({
  ...{ field: 'description', code: 'description', max: 1_000, and: isPlain },
  form: 'without control characters other than tabs and line breaks, and without marks that change the direction of text',
});

/** The most service accounts. It is looked at before each is made, so those made at the same time may be a few more. */
export const SERVICE_ACCOUNTS_MAX = 10_000;

/** How a path names a service account: what has the form of an id is an id, and everything else is a name. */
export type Place = { readonly id: string } | { readonly name: string | null };

/** Reads a {@link Place}. `name`: null for a text that can be no name. */
export function placeOf(text: string): Place {
  return isId(text) ? { id: text } : { name: serviceAccountName(text) };
}

/** Whether an account of either kind is deleted, or is being deleted. */
export function isLeaving({ state }: { readonly state: string }): boolean {
  return state === 'deleting' || state === 'deleted';
}
