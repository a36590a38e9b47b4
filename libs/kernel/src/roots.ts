import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** The purpose of a derived key. Each purpose has its own key. */
export type KeyPurpose =
  | 'cursor'
  | 'idempotency'
  | 'lockout'
  | 'node-link'
  | 'one-time-token'
  | 'pepper'
  | 'pepper-check'
  | 'rate-limit'
  | 'recovery-code'
  | 'refresh-token'
  | 'setup-token'
  | 'token-mark'
  | 'unknown-name';

/**
 * The roots of trust beside the keyring: the JWT signing keys, each with its `kid`, and the peppers, each with its
 * version. The newest comes first. Each key has at least 32 bytes.
 */
export class Roots {
  private readonly derived = new Map<KeyPurpose, readonly KeyObject[]>();

  constructor(
    readonly jwtKeys: readonly { readonly kid: string; readonly key: KeyObject }[],
    readonly peppers: readonly { readonly version: number; readonly key: KeyObject }[],
    private readonly settled: () => void = () => {},
  ) {}

  /**
   * Called at each start once the keyring has proved to be that of the store, before the store depends on either: only
   * now may the roots be moved to the folder of the keys. Throws StartError.
   */
  settle(): void {
    this.settled();
  }

  /** The key for a purpose: 32 bytes, by HKDF-SHA-256 (RFC 5869) from the newest pepper. */
  derive(purpose: KeyPurpose): KeyObject {
    const [newest] = this.deriveAll(purpose);
    if (!newest) throw new Error('no pepper');
    return newest;
  }

  /** The same for each pepper, the newest first: for stored hashes that were made with an older pepper. */
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
