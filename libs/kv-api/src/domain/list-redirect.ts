/**
 * The first line of a request with the method LIST, which clients of Vault send and Node's parser does not know. The path
 * has only characters that may stand in a header.
 */
const LIST = /^LIST (\/v1\/[\w.~!$&'()*+,;=:@%/-]*)(?:\?([\w.~!$&'()*+,;=:@%/?-]*))? HTTP\/1\.[01]$/;

/** Where a client finds by GET what it asked for by LIST; null for every other line. */
export function listRedirect(line: string): string | null {
  const [, path, query] = LIST.exec(line) ?? [];
  if (path === undefined) return null;
  return query ? `${path}?${query}&list=true` : `${path}?list=true`;
}
