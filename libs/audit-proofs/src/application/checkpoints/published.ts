import type { PublishedSize } from '#audit';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { requireSound } from './sound-checkpoint.js';

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

  /** As {@link newest}, for what is shown to readers. StoreDamaged if its row was altered: the next round replaces it. */
  async shown(): Promise<StoredCheckpoint | null> {
    const newest = await this.newest();
    return newest && requireSound(newest);
  }

  /**
   * The newest that has as many cosignatures as the policy asks for. Null: there is none, or no policy. StoreDamaged as
   * {@link shown}.
   */
  async witnessed(): Promise<StoredCheckpoint | null> {
    const witnessed = await this.store.newest('witnessed');
    return witnessed && requireSound(witnessed);
  }
}
