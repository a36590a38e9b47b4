/** Names and values of an environment, in the order in which they are written. */
export type Variables = ReadonlyMap<string, string>;

/** The variables in an object that was read. Null: it is no object, or a value is no text. */
export function variablesIn(read: unknown): Variables | null {
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
  const entries = Object.entries(read);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string') ? new Map(entries) : null;
}
