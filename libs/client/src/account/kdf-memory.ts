import { type Kdf, requireAcceptable, requireNotWeaker, sameKdf } from '../crypto/kdf-bounds.js';
import { ServerDistrusted } from '../errors.js';
import type { AccountKeys } from '../session/token-store.js';
import type { Seen } from '../vault/seen-store.js';

export interface Derivation {
  readonly kdf: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
}

/**
 * Refuses parameters that are too weak, weaker than before or newly salted, before a password is used.
 * `acceptNewSalt`: the user says that the password was changed on another device.
 */
export function requireTrusted(shown: Derivation, seen: Seen, acceptNewSalt: boolean): void {
  requireAcceptable(shown.kdf);
  if (seen.kdf !== null) requireNotWeaker(shown.kdf, seen.kdf);
  const isNew = seen.encryptionSalt !== null && seen.encryptionSalt !== shown.encryptionSalt;
  if (isNew && !acceptNewSalt) throw new ServerDistrusted('salt_changed', 'encryption_salt');
}

/** Errors: ServerDistrusted `keys_changed` unless the tokens name the parameters that the keys were derived with. */
export function requireSameDerivation(derivation: Derivation, keys: AccountKeys): void {
  if (!sameKdf(derivation.kdf, keys.kdf)) throw new ServerDistrusted('keys_changed', 'kdf');
  if (derivation.encryptionSalt !== keys.encryptionSalt) throw new ServerDistrusted('keys_changed', 'encryption_salt');
}

export function withDerivation(seen: Seen, { kdf, encryptionSalt }: Derivation, userId: string): Seen {
  return { ...seen, userId, kdf, encryptionSalt };
}
