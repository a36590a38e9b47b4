import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { asPlaintext, asSealed, invalidField, type Plaintext, type Sealed } from '#kernel';
import { lengthPrefixed } from './authenticated-data.js';
import { CannotOpen } from './key-errors.js';
import { KEY_BYTES, requireSecretKey, secretKeyOf } from './secret-key.js';

/*
 * A sealed value is the base64 of these bytes:
 *   format 1 | ring version 4, big endian | salt 16 | nonce 12 | ciphertext | tag 16
 * It is made with AES-256-GCM (NIST SP 800-38D, RFC 5116). The key is derived from the ring version's key by
 * HKDF-SHA-256 (RFC 5869) and a fresh salt. Each value has its own key. So random nonces never come near their limit of
 * 2^32 uses of one key.
 */
const FORMAT = 1;
const VERSION_AT = 1;
const SALT_AT = 5;
const SALT_BYTES = 16;
const NONCE_AT = SALT_AT + SALT_BYTES;
const NONCE_BYTES = 12;
const BODY_AT = NONCE_AT + NONCE_BYTES;
const TAG_BYTES = 16;
/** Base64 characters of format, ring version and salt: 21 bytes, without padding. */
const HEADER_CHARACTERS = 28;
const LABEL = 'coffer/sealed-value/v1';

/** What a sealed value belongs to. All fields are authenticated: a row that was moved elsewhere does not open [R55]. */
export interface SealContext {
  /** The kind of value, such as `secret`: a value of one purpose never opens as that of another. */
  readonly purpose: string;
  readonly owner: string;
  readonly recordId: string;
  readonly path: string;
  /** The record's version, from 1. */
  readonly version: number;
}

/** Names one version of a ring's key. */
export interface RingKeyRef {
  readonly ring: string;
  readonly version: number;
}

function authenticated(ref: RingKeyRef, context: SealContext): Buffer {
  return lengthPrefixed([
    context.purpose,
    context.owner,
    context.recordId,
    context.path,
    String(context.version),
    ref.ring,
    String(ref.version),
  ]);
}

function derive(ringKey: KeyObject, salt: Buffer): KeyObject {
  requireSecretKey(ringKey);
  return secretKeyOf(Buffer.from(hkdfSync('sha256', ringKey, salt, LABEL, KEY_BYTES)));
}

/**
 * Seals `value` under `ringKey`, which is the key of `ref`. 400 `validation_failed` for text that has no UTF-8 form.
 */
export function sealValue(ringKey: KeyObject, ref: RingKeyRef, context: SealContext, value: Plaintext): Sealed {
  if (!value.isWellFormed()) throw invalidField('value', 'not_unicode', 'value must be well-formed Unicode text');
  const random = randomBytes(SALT_BYTES + NONCE_BYTES);
  const nonce = random.subarray(SALT_BYTES);
  const key = derive(ringKey, random.subarray(0, SALT_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(ref, context));
  const head = Buffer.alloc(SALT_AT);
  head.writeUInt8(FORMAT);
  head.writeUInt32BE(ref.version, VERSION_AT);
  const body = [cipher.update(value, 'utf8'), cipher.final()];
  return asSealed(Buffer.concat([head, random, ...body, cipher.getAuthTag()]).toString('base64'));
}

/** A name for the derived key of a sealed value, unique within its ring: it holds the ring version and the salt. */
export function derivedKeyName(sealed: Sealed): string {
  return sealed.slice(0, HEADER_CHARACTERS);
}

/**
 * The ring version in the header of `sealed`. Not authenticated: only opening proves it. Throws {@link CannotOpen} if
 * `sealed` is not a sealed value.
 */
export function sealedVersion(sealed: Sealed): number {
  const header = Buffer.from(derivedKeyName(sealed), 'base64');
  if (header.length !== NONCE_AT || header[0] !== FORMAT) throw new CannotOpen();
  return header.readUInt32BE(VERSION_AT);
}

/** Derives the key that opens `sealed` from its ring version's key and its salt. May be cached as long as that key. */
export function openingKey(ringKey: KeyObject, sealed: Sealed): KeyObject {
  return derive(ringKey, Buffer.from(derivedKeyName(sealed), 'base64').subarray(SALT_AT));
}

/** Opens `sealed` with its {@link openingKey}. Every failure is the same {@link CannotOpen} [R52-R56]. */
export function openValue(key: KeyObject, ring: string, context: SealContext, sealed: Sealed): Plaintext {
  const bytes = Buffer.from(sealed, 'base64');
  const bodyEnd = bytes.length - TAG_BYTES;
  // Decoding of base64 ignores wrong characters and unused bits. Here only the one right text of the bytes is accepted.
  if (bodyEnd < BODY_AT || bytes[0] !== FORMAT || bytes.toString('base64') !== sealed) throw new CannotOpen();
  const ref = { ring, version: bytes.readUInt32BE(VERSION_AT) };
  try {
    const nonce = bytes.subarray(NONCE_AT, BODY_AT);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(ref, context));
    decipher.setAuthTag(bytes.subarray(bodyEnd));
    const body = decipher.update(bytes.subarray(BODY_AT, bodyEnd));
    decipher.final();
    return asPlaintext(body.toString('utf8'));
  } catch {
    throw new CannotOpen();
  }
}
