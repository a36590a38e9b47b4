import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, changedMeanwhile, type Stored } from '#kernel';
import { ringGone } from '../../domain/key-errors.js';
import { activeVersion, describeRing, type KeyRing, shredded, userRing } from '../../domain/key-ring.js';
import { KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';

/** Makes rings and shreds them. */
@Injectable()
export class KeyRings {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
    private readonly cache: KeyRingCache,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the ring of a new account. Called when the account is made, and at no other time. May be repeated after any
   * error. `not_found` if the ring was shredded: it is never made again.
   */
  async createFor(userId: string, requestId: string): Promise<void> {
    await this.make(userRing(userId), requestId);
  }

  /**
   * Destroys the ring of an account for good, also one that was never made. The descriptor is changed first, so that every
   * node drops its keys within 1 s even if this process dies; then the keyring destroys the keys. Must be repeated after
   * any error until it resolves.
   */
  async shred(userId: string, requestId: string): Promise<void> {
    const ring = userRing(userId);
    this.cache.drop(ring);
    await this.bury(ring, requestId);
    await this.keyring.shred(ring);
    this.cache.drop(ring);
  }

  /**
   * Returns the descriptor of `ring`. A ring that is not there is made: the keyring makes the key, the key is opened once,
   * and the descriptor is written last. So a descriptor never names a key that does not exist.
   */
  async make(ring: string, requestId: string): Promise<KeyRing> {
    const known = await this.store.rings.load(ring);
    if (known) return usable(known);
    await this.keyring.createRing(ring);
    const held = await this.keyring.wraps(ring);
    if (!held) throw ringGone();
    const descriptor = describeRing(
      ring,
      held.versions.map(({ version }) => version),
      this.clock.now(),
    );
    if (!(await this.keyring.openKey(ring, activeVersion(descriptor) ?? 1))) throw ringGone();
    if ((await this.store.rings.insert(descriptor, requestId)) === 'inserted') return descriptor;
    return usable(await this.store.rings.load(ring));
  }

  /** Publishes the tombstone. A ring that was never made gets one, too. */
  private async bury(ring: string, requestId: string): Promise<void> {
    let tried = false;
    await changeDocument(this.store.rings, {
      id: ring,
      requestId,
      change: (known) => (activeVersion(known) === null ? null : shredded(known)),
      absent: () => {
        // The id was taken and there is still no descriptor: the id is fenced, so none can ever be inserted.
        if (tried) return null;
        tried = true;
        return shredded(describeRing(ring, [1], this.clock.now()));
      },
      lost: () => {
        throw changedMeanwhile('key ring');
      },
    });
  }
}

function usable(stored: Stored<KeyRing> | null): KeyRing {
  if (!stored || activeVersion(stored.value) === null) throw ringGone();
  return stored.value;
}
