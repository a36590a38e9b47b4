import { pooledRandom } from './random.js';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_IN_ANY_CASE = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A new UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits. 36 characters, in lower case. Ids
 * of later milliseconds compare greater.
 *
 * @example
 * newId(); // '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a'
 */
export function newId(at: number = Date.now()): string {
  const bytes = pooledRandom(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether `text` is a UUIDv7 in exactly the form of {@link newId}. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/**
 * A UUID in lower case, as ids are stored: its letters may come in either case (RFC 9562 section 4). Any other text stays
 * as it is.
 *
 * @example
 * canonicalId('01936F3C-8F4E-7A51-9B1C-2F6D1C0E4B7A'); // '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a'
 */
export function canonicalId(text: string): string {
  return UUID_IN_ANY_CASE.test(text) ? text.toLowerCase() : text;
}
