import type { PublishedSize } from '#audit';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';

/** The newest checkpoint, by whichever node it was made. */
export class PublishedCheckpoints {
  constructor(
    private readonly store: CheckpointStore,
    private readonly size: PublishedSize,
  ) {}

  /** As {@link CheckpointStore.publish}. Queries of the audit show what the newest covers, whoever made it. */
  async publish(checkpoint: StoredCheckpoint): Promise<boolean> {
    const isNewest = await this.store.publish('signed', checkpoint);
    if (isNewest) this.size.value = checkpoint.size;
    else await this.newest();
    return isNewest;
  }

  /** Null: none was made yet. Queries of the audit show from now on what it covers. Throws what the store throws. */
  async newest(): Promise<StoredCheckpoint | null> {
    const newest = await this.store.newest('signed');
    if (newest) this.size.value = newest.size;
    return newest;
  }

  /** The newest that has as many cosignatures as the policy asks for. Null: there is none, or no policy. */
  witnessed(): Promise<StoredCheckpoint | null> {
    return this.store.newest('witnessed');
  }
}
