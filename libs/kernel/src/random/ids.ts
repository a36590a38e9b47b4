import { pooledRandom } from './random.js';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UUID_IN_ANY_CASE = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The variant of RFC 9562 for each value of a digit: its upper two bits are 10, its lower two are random. */
const VARIANTS = '89ab89ab89ab89ab';

/**
 * A new UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, then 74 random bits. 36 characters, in lower case. Ids
 * of later milliseconds compare greater.
 *
 * @example
 * newId(); // '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a'
 */
export function newId(at: number = Date.now()): string {
  const time = Math.floor(at).toString(16).padStart(12, '0');
  const random = pooledRandom(10, 'hex');
  const variant = VARIANTS[Number.parseInt(random.charAt(3), 16)];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
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
