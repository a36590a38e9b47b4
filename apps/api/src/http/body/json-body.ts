import { CofferError, parseExact } from '#kernel';
import { isJsonInUtf8 } from './content-type.js';
import { checkStructure } from './json-structure.js';
import { malformed, notJson } from './malformed.js';

/**
 * Parses a JSON body. Its structure is judged first, over the bytes [R98]. Returns undefined for an empty body, whatever
 * its type is.
 * Errors: 415 for another type or charset [R78]; 400 for text that is not UTF-8, not a JSON object, names a field twice,
 * or has too many levels, keys or items [R77]. `isForeign`: the clients speak the language of another server. The type does not
 * matter then, and numbers keep their digits.
 */
export function readJsonBody(contentType: string | undefined, bytes: Buffer, isForeign = false): object | undefined {
  if (bytes.length === 0) return undefined;
  if (!isForeign && !isJsonInUtf8(contentType)) {
    throw new CofferError('unsupported_media_type', 'Send the body as application/json in UTF-8.');
  }
  checkStructure(bytes, isForeign);
  const body = parse(bytes, isForeign ? parseExact : JSON.parse);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed('The body must be a JSON object.');
  return body;
}

function parse(bytes: Buffer, parser: (text: string) => unknown): unknown {
  try {
    return parser(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    throw notJson(bytes, cause);
  }
}
