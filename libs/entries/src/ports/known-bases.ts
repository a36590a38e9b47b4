import { BoundedCache, type Clock } from '#kernel';
import type { ManifestBase } from '../domain/manifest.js';
import type { Vault } from '../domain/vault.js';

/** A base has up to 1.9 MB. */
const VAULTS_MOST = 16;

/**
 * For stores: the bases that they have read or written, of the vaults that were used last. Nothing changes under the id of
 * a base, so a store that still has the id has these lines.
 */
export class KnownBases {
  private readonly bases: BoundedCache<ManifestBase>;

  constructor(clock: Clock) {
    this.bases = new BoundedCache(clock, { max: VAULTS_MOST });
  }

  of(vaultId: string): ManifestBase | null {
    return this.bases.get(vaultId) ?? null;
  }

  /** Whether the vault has the base that the store is known to have had last. */
  has({ id, manifest: { base } }: Vault): boolean {
    return base !== null && this.bases.get(id)?.id === base.id;
  }

  /** Call it before the store gets a vault that it does not have. */
  forget(vaultId: string): void {
    this.bases.delete(vaultId);
  }

  /** Call it when the store has read or written the vault. */
  remember({ id, manifest: { base } }: Vault): void {
    if (base) this.bases.set(id, base);
    else this.forget(id);
  }
}
