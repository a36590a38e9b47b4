import { createSecretKey, type KeyObject } from 'node:crypto';

/** AES-256: the only size of key that is ever used. */
export const KEY_BYTES = 32;

/** A 256-bit key as a KeyObject; `raw` is zero-filled, also when it is refused for its length [R52, R86]. */
export function secretKeyOf(raw: Buffer): KeyObject {
  try {
    if (raw.length !== KEY_BYTES) throw new Error(`a key must have ${KEY_BYTES} bytes`);
    return createSecretKey(raw);
  } finally {
    raw.fill(0);
  }
}

/** Refuses what is not a secret key of 256 bits [R52]. */
export function requireSecretKey(key: KeyObject): void {
  if (key.type !== 'secret' || key.symmetricKeySize !== KEY_BYTES) {
    throw new Error(`a key must be secret and have ${KEY_BYTES} bytes`);
  }
}
