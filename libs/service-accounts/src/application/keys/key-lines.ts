import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, removeDocument } from '#kernel';
import { type ApiKey, named, stateOf } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';

/**
 * Which keys of a line of rotations exist. A rotation prepares the successor, and then one compare-and-set on the older
 * key names it: only that makes it a key.
 */
@Injectable()
export class KeyLines {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly clock: Clock,
  ) {}

  /** Whether the key is one: no rotation prepared it in vain. Reads its predecessor only while that is not known. */
  async isNamed({ id, isNamed, predecessorId }: ApiKey): Promise<boolean> {
    if (isNamed || predecessorId === null) return true;
    const predecessor = await this.store.keys.load(predecessorId);
    return predecessor?.value.successorId === id;
  }

  /** Whether there is such a key, and it was neither ended nor has expired. */
  async isActive(id: string | null): Promise<boolean> {
    const stored = id === null ? null : await this.store.keys.load(id);
    if (!stored || stateOf(stored.value, this.clock.now()) !== 'active') return false;
    return this.isNamed(stored.value);
  }

  /**
   * Writes down that the predecessor names the key, so that nobody has to ask it again. Or removes a key that a rotation
   * prepared in vain. Call it when no rotation can be under way any more, or with the key that one has just named.
   */
  async settle(key: ApiKey, requestId: string): Promise<'named' | 'removed'> {
    if (!(await this.isNamed(key))) {
      await this.discard(key.id);
      return 'removed';
    }
    await changeDocument(this.store.keys, {
      ...{ id: key.id, requestId },
      change: (present) => named(present, this.clock.now()),
      absent: () => null,
      lost: () => null,
    });
    return 'named';
  }

  /** Removes a key that was prepared in vain. */
  async discard(id: string): Promise<void> {
    await removeDocument(this.store.keys, { id });
  }
}
