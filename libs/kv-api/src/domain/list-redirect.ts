/**
 * The first line of a request with the method LIST, which clients of Vault send and Node's parser does not know. The query
 * has only characters that may stand in a header.
 */
const LIST =
  /^LIST \/v1\/(?:[\w.~!$&'()*+,;=:@%-]*\/)*([\w.~!$&'()*+,;=:@%-]*)(?:\?([\w.~!$&'()*+,;=:@%/?-]*))? HTTP\/1\.[01]$/;

/**
 * Where a client finds by GET what it asked for by LIST; null for every other line. The last segment of the path alone leads
 * to the path that the client asked for (RFC 3986, 5.2). A proxy may have cut a prefix off: a whole path from here would lead
 * the client out of the prefix, with its token. A query alone would do, but Java drops the last segment then (RFC 2396).
 */
export function listRedirect(line: string): string | null {
  const found = LIST.exec(line);
  if (!found) return null;
  const [, last = '', query] = found;
  return `./${last}?${query ? `${query}&` : ''}list=true`;
}
