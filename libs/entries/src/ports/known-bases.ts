import { BoundedCache, type Clock } from '#kernel';
import { CHANGES_MOST, type ManifestBase } from '../domain/manifest.js';
import type { Vault } from '../domain/vault.js';

/** In characters, which are bytes here: 16 of the largest bases, or 2,730 small ones, each counted as {@link CHANGES_MOST}. */
const LINES_MOST = 33_554_432;
const IDS_MOST = 10_000;
/** Counted from the last use. */
const AGE_MS = 300_000;

/**
 * For stores: the bases that they have read or written, of the vaults that were used last. Nothing changes under the id of
 * a base, so a store that still has the id has these lines. More ids are known than lines: to write changes over a base
 * takes its id alone.
 */
export class KnownBases {
  private readonly ids: BoundedCache<string>;
  private readonly bases: BoundedCache<ManifestBase>;

  constructor(clock: Clock) {
    this.ids = new BoundedCache(clock, { max: IDS_MOST, maxAgeMs: AGE_MS });
    this.bases = new BoundedCache(clock, { max: LINES_MOST, sizeOf, maxAgeMs: AGE_MS });
  }

  of(vaultId: string): ManifestBase | null {
    return this.bases.get(vaultId) ?? null;
  }

  /** Whether the vault has the base that the store is known to have had last. */
  has({ id, manifest: { base } }: Vault): boolean {
    return base !== null && this.ids.get(id) === base.id;
  }

  /** Call it before the store gets a vault that it does not have. */
  forget(vaultId: string): void {
    this.ids.delete(vaultId);
    this.bases.delete(vaultId);
  }

  /** Call it when the store has read or written the vault. Drops the lines that are past their age. */
  remember({ id, manifest: { base } }: Vault): void {
    this.bases.sweep();
    if (!base) {
      this.forget(id);
      return;
    }
    this.ids.set(id, base.id);
    this.bases.set(id, base);
  }
}

function sizeOf({ lines }: ManifestBase): number {
  return Math.max(lines.length, CHANGES_MOST);
}
