import { createSecretKey, type KeyObject } from 'node:crypto';

/** The size of every key: AES-256. */
export const KEY_BYTES = 32;

/** Turns raw bytes into a KeyObject. `raw` is zero-filled, also when its length is wrong and this throws [R52, R86]. */
export function secretKeyOf(raw: Buffer): KeyObject {
  try {
    if (raw.length !== KEY_BYTES) throw new Error(`a key must have ${KEY_BYTES} bytes`);
    return createSecretKey(raw);
  } finally {
    raw.fill(0);
  }
}

/** Throws if `key` is not a secret key of 256 bits [R52]. */
export function requireSecretKey(key: KeyObject): void {
  if (key.type !== 'secret' || key.symmetricKeySize !== KEY_BYTES) {
    throw new Error(`a key must be secret and have ${KEY_BYTES} bytes`);
  }
}
