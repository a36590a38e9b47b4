import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isId } from '#kernel';
import { base62, fromBase62 } from './base62.js';

/** What each key begins with: it tells people and scanners what they have found. `_` keeps it one word on a double click. */
export const KEY_PREFIX = 'coffer_sk_';

/** 16 bytes, 32 bytes and 4 bytes in base62. */
const ID_DIGITS = 22;
const SECRET_DIGITS = 43;
const CHECK_DIGITS = 6;
const SECRET_BYTES = 32;
const ID_END = 1n << 128n;
const SECRET_END = 1n << 256n;

/** The characters of a whole key. */
export const KEY_LENGTH = KEY_PREFIX.length + ID_DIGITS + SECRET_DIGITS + CHECK_DIGITS;

const FORM = new RegExp(
  `^${KEY_PREFIX}([0-9A-Za-z]{${ID_DIGITS}})([0-9A-Za-z]{${SECRET_DIGITS}})([0-9A-Za-z]{${CHECK_DIGITS}})$`,
);

/** Keeps a digest of a key from being one of anything else. */
const LABEL = 'coffer/api-key/v1\n';

/** A key as its holder shows it. */
export interface ReadKey {
  /** The id of the stored key. */
  readonly id: string;
  /** See {@link digestOf}. */
  readonly digest: string;
}

/**
 * The text of a new key: the prefix, the id, 256 random bits, and a CRC-32 of all before. The checksum is no security: it
 * lets scanners tell keys from look-alikes without asking anybody.
 */
export function makeKeyText(id: string, secret: Buffer = randomBytes(SECRET_BYTES)): string {
  const body = keyStart(id) + base62(BigInt(`0x${secret.toString('hex')}`), SECRET_DIGITS);
  return body + checkOf(body);
}

/**
 * The beginning of a key, which holds nothing secret: the prefix and the id.
 *
 * @example keyStart('01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a') // 'coffer_sk_02y6x3MhVgDXnc4gOlHg1u' (22 digits)
 */
export function keyStart(id: string): string {
  return KEY_PREFIX + base62(BigInt(`0x${id.replaceAll('-', '')}`), ID_DIGITS);
}

/**
 * Null unless `text` is exactly of the form of {@link makeKeyText}, with a right checksum and an id of this server's form.
 * Says nothing about whether there is such a key.
 */
export function readKeyText(text: string): ReadKey | null {
  const [, id, secret, check] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined || check === undefined) return null;
  if (checkOf(text.slice(0, -CHECK_DIGITS)) !== check) return null;
  const [idNumber, secretNumber] = [fromBase62(id), fromBase62(secret)];
  if (idNumber === null || secretNumber === null || idNumber >= ID_END || secretNumber >= SECRET_END) return null;
  const uuid = uuidOf(idNumber);
  return isId(uuid) ? { id: uuid, digest: digestOf(text) } : null;
}

/** Whether a text begins as a key does: it is to be read as one, and as nothing else. */
export function looksLikeKey(text: string): boolean {
  return text.startsWith(KEY_PREFIX);
}

/**
 * base64url SHA-256 of the whole key under a label. Stores keep this, never the key. It is not under the pepper: 256 random
 * bits cannot be guessed, and a change of the pepper must not end every program's key.
 */
export function digestOf(text: string): string {
  return createHash('sha256').update(LABEL).update(text).digest('base64url');
}

/** Compares two digests in constant time. */
export function isSameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'base64url'), Buffer.from(other, 'base64url')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function checkOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECK_DIGITS);
}

function uuidOf(id: bigint): string {
  const hex = id.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
