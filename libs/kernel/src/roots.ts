import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** What each derived key is for. One purpose, one key. */
export type KeyPurpose =
  | 'cursor'
  | 'idempotency'
  | 'lockout'
  | 'one-time-token'
  | 'pepper'
  | 'rate-limit'
  | 'recovery-code'
  | 'refresh-token'
  | 'unknown-name';

/**
 * The roots of trust beside the keyring: the JWT signing keys by `kid`, the newest first, and the peppers by version,
 * the newest first. Keys are KeyObjects; at least 32 bytes each.
 */
export class Roots {
  private readonly derived = new Map<KeyPurpose, readonly KeyObject[]>();

  constructor(
    readonly jwtKeys: readonly { readonly kid: string; readonly key: KeyObject }[],
    readonly peppers: readonly { readonly version: number; readonly key: KeyObject }[],
  ) {}

  /** HKDF-SHA-256 (RFC 5869) of the newest pepper, labelled with the purpose: 32 bytes. */
  derive(purpose: KeyPurpose): KeyObject {
    const [newest] = this.deriveAll(purpose);
    if (!newest) throw new Error('no pepper');
    return newest;
  }

  /** The same of each pepper, the newest first: for hashes that outlive a change of the pepper. */
  deriveAll(purpose: KeyPurpose): readonly KeyObject[] {
    const known = this.derived.get(purpose);
    if (known) return known;
    const keys = this.peppers.map(({ key }) => derivedKey(key, purpose));
    this.derived.set(purpose, keys);
    return keys;
  }
}

function derivedKey(pepper: KeyObject, purpose: KeyPurpose): KeyObject {
  const bytes = Buffer.from(hkdfSync('sha256', pepper, Buffer.alloc(0), `coffer/${purpose}/v1`, 32));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
