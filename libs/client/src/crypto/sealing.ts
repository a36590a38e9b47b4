import { ServerDistrusted } from '../errors.js';
import { type Bytes, concat, fromBase64, lengthPrefixed, randomBytes, toBase64 } from './bytes.js';
import type { SecretKey } from './password-keys.js';

export const IV_BYTES = 12;
export const TAG_BYTES = 16;
/** The first byte of a wrapped key: the version of its format. */
const WRAPPED_V1 = 1;
const KEY_BYTES = 32;

/** The result of AES-256-GCM (NIST SP 800-38D). */
export interface Sealed {
  readonly iv: Bytes;
  readonly ciphertext: Bytes;
  readonly tag: Bytes;
}

/** Seals with a fresh random nonce. `fields` are authenticated with the plaintext. */
export async function seal(key: SecretKey, plaintext: Bytes, fields: readonly string[]): Promise<Sealed> {
  const iv = randomBytes(IV_BYTES);
  const both = new Uint8Array(await crypto.subtle.encrypt(gcm(iv, fields), key, plaintext));
  const end = both.length - TAG_BYTES;
  return { iv, ciphertext: both.slice(0, end), tag: both.slice(end) };
}

/** The plaintext; null if it does not open, for any reason. */
export async function open(key: SecretKey, sealed: Sealed, fields: readonly string[]): Promise<Bytes | null> {
  if (sealed.iv.length !== IV_BYTES || sealed.tag.length !== TAG_BYTES) return null;
  try {
    const both = concat(sealed.ciphertext, sealed.tag);
    return new Uint8Array(await crypto.subtle.decrypt(gcm(sealed.iv, fields), key, both));
  } catch {
    return null;
  }
}

/** Wraps a 32-byte key under another key: base64 of version (1), nonce (12), ciphertext (32), tag (16). */
export async function wrap(by: SecretKey, key: Bytes, fields: readonly string[]): Promise<string> {
  const { iv, ciphertext, tag } = await seal(by, key, fields);
  return toBase64(concat(Uint8Array.of(WRAPPED_V1), iv, ciphertext, tag));
}

/** Unwraps the 32 bytes, which the caller overwrites. Errors: ServerDistrusted `cannot_open` with `name`. */
export async function unwrap(by: SecretKey, text: string, fields: readonly string[], name: string): Promise<Bytes> {
  const bytes = fromBase64(text);
  const key = bytes === null ? null : await open(by, partsOf(bytes), fields);
  if (bytes?.[0] !== WRAPPED_V1 || key?.length !== KEY_BYTES) throw new ServerDistrusted('cannot_open', name);
  return key;
}

function partsOf(bytes: Bytes): Sealed {
  const end = Math.max(bytes.length - TAG_BYTES, 0);
  return { iv: bytes.slice(1, 1 + IV_BYTES), ciphertext: bytes.slice(1 + IV_BYTES, end), tag: bytes.slice(end) };
}

function gcm(iv: Bytes, fields: readonly string[]) {
  return { name: 'AES-GCM', iv, additionalData: lengthPrefixed(fields), tagLength: TAG_BYTES * 8 };
}
