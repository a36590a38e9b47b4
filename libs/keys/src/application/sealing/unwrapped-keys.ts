import type { KeyObject } from 'node:crypto';
import { BoundedCache, type Clock, type Sealed } from '#kernel';
import type { KeyRing } from '../../domain/key-ring.js';
import { derivedKeyName, openingKey } from '../../domain/sealed-value.js';
import type { KeySettings } from '../../ports/key.settings.js';
import type { KeyManagement } from '../../ports/key-management.js';

/** An unwrapped key, and when the key and all keys derived from it leave the cache. */
export interface HeldKey {
  readonly key: KeyObject;
  readonly expiresAt: number;
}

/** Caches unwrapped keys of rings, and keys derived from them. Callers that need the same key share one unwrapping. */
export class UnwrappedKeys {
  private readonly keys: BoundedCache<HeldKey>;
  private readonly derived: BoundedCache<KeyObject>;
  private readonly loading = new Map<string, Promise<HeldKey | null>>();

  /** `isCurrent`: whether the descriptor of a ring still has this epoch. Keys of an older epoch are not cached. */
  constructor(
    private readonly keyring: KeyManagement,
    private readonly clock: Clock,
    private readonly settings: KeySettings,
    private readonly isCurrent: (ring: KeyRing) => boolean,
  ) {
    const maxAgeMs = settings.cachedKeyMs;
    this.keys = new BoundedCache(clock, { max: settings.cachedRingKeys, maxAgeMs });
    this.derived = new BoundedCache(clock, { max: settings.cachedDerivedKeys, maxAgeMs });
  }

  /** The key of one version of the ring; null: there is none. Errors: those of {@link KeyManagement.openKey}. */
  async of(ring: KeyRing, version: number): Promise<HeldKey | null> {
    const name = `${ring.id} ${ring.epoch} ${version}`;
    const held = this.keys.get(name);
    if (held) return held;
    const underWay = this.loading.get(name);
    if (underWay !== undefined) return underWay;
    const loading = this.unwrap(ring, version, name).finally(() => {
      if (this.loading.get(name) === loading) this.loading.delete(name);
    });
    this.loading.set(name, loading);
    return loading;
  }

  /** The cached key that opens `sealed`. */
  cachedOpening(ring: KeyRing, sealed: Sealed): KeyObject | undefined {
    return this.derived.get(derivedName(ring, sealed));
  }

  /** Derives the key that opens `sealed` from its ring key, and caches it as long as that one. */
  deriveOpening(ring: KeyRing, sealed: Sealed, { key, expiresAt }: HeldKey): KeyObject {
    const derived = openingKey(key, sealed);
    if (this.isCurrent(ring)) this.derived.set(derivedName(ring, sealed), derived, expiresAt);
    return derived;
  }

  /** Forgets the keys of a ring at once. The result of an unwrapping that is under way is not shared any more. */
  drop(ring: string): void {
    const ofRing = (name: string): boolean => name.startsWith(`${ring} `);
    this.keys.deleteWhere(ofRing);
    this.derived.deleteWhere(ofRing);
    for (const name of this.loading.keys()) if (ofRing(name)) this.loading.delete(name);
  }

  /** Removes expired keys from memory. */
  sweep(): void {
    this.keys.sweep();
    this.derived.sweep();
  }

  clear(): void {
    this.keys.clear();
    this.derived.clear();
  }

  private async unwrap(ring: KeyRing, version: number, name: string): Promise<HeldKey | null> {
    const expiresAt = this.clock.now() + this.settings.cachedKeyMs;
    const key = await this.keyring.openKey(ring.id, version);
    if (!key) return null;
    const held = { key, expiresAt };
    if (this.isCurrent(ring)) this.keys.set(name, held, expiresAt);
    return held;
  }
}

/** The epoch is part of the name: a key that was cached under an older epoch is never found. */
function derivedName(ring: KeyRing, sealed: Sealed): string {
  return `${ring.id} ${ring.epoch} ${derivedKeyName(sealed)}`;
}
