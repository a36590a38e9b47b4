import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { lengthPrefixed } from './authenticated-data.js';
import { CannotOpen } from './key-errors.js';
import { KEY_BYTES, requireSecretKey, secretKeyOf } from './secret-key.js';

/*
 * A wrap is 61 bytes: format 1 | nonce 12 | ciphertext 32 | tag 16. It is made with AES-256-GCM under a master key that
 * this process holds (the embedded keyring, and Vault's `kv` mode). Nonces are random, so that one master version may
 * make at most 2^32 wraps (NIST SP 800-38D, 8.3).
 */
const FORMAT = 1;
const NONCE_AT = 1;
const NONCE_BYTES = 12;
const BODY_AT = NONCE_AT + NONCE_BYTES;
const TAG_BYTES = 16;
const TAG_AT = BODY_AT + KEY_BYTES;
const WRAP_BYTES = TAG_AT + TAG_BYTES;
const LABEL = 'coffer/ring-key/v1';

/**
 * The key in a wrap, and the version of the master key that wraps it. Authenticated: a wrap moved elsewhere does not
 * open.
 */
export interface WrapContext {
  readonly ring: string;
  readonly version: number;
  readonly masterVersion: number;
}

function authenticated(context: WrapContext): Buffer {
  return lengthPrefixed([LABEL, context.ring, String(context.version), String(context.masterVersion)]);
}

/** 32 random bytes for a new key. The caller zero-fills them as soon as they are wrapped [R86]. */
export function newKeyBytes(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** Wraps the 32 bytes of a ring key under a master key. Returns 61 bytes. `raw` is not changed. */
export function wrapKey(master: KeyObject, context: WrapContext, raw: Buffer): Buffer {
  requireSecretKey(master);
  if (raw.length !== KEY_BYTES) throw new Error(`a key must have ${KEY_BYTES} bytes`);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', master, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(context));
  const body = [cipher.update(raw), cipher.final()];
  return Buffer.concat([Buffer.of(FORMAT), nonce, ...body, cipher.getAuthTag()]);
}

/** Opens a wrap. Every failure is the same {@link CannotOpen}. */
export function unwrapKey(master: KeyObject, context: WrapContext, wrap: Uint8Array): KeyObject {
  const bytes = Buffer.from(wrap.buffer, wrap.byteOffset, wrap.byteLength);
  if (bytes.length !== WRAP_BYTES || bytes[0] !== FORMAT) throw new CannotOpen();
  let raw: Buffer | null = null;
  try {
    const nonce = bytes.subarray(NONCE_AT, BODY_AT);
    const decipher = createDecipheriv('aes-256-gcm', master, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(context));
    decipher.setAuthTag(bytes.subarray(TAG_AT));
    raw = decipher.update(bytes.subarray(BODY_AT, TAG_AT));
    decipher.final();
    return secretKeyOf(raw);
  } catch {
    raw?.fill(0);
    throw new CannotOpen();
  }
}
