import { type CheckpointKind, CheckpointStore, type StoredCheckpoint } from '../ports/checkpoint.store.js';

type Place = Pick<StoredCheckpoint, 'epoch' | 'size'>;

/** A CheckpointStore in memory. Checkpoints are copied in and out. */
export class MemoryCheckpointStore extends CheckpointStore {
  private readonly newestOf = new Map<CheckpointKind, StoredCheckpoint>();
  private history: readonly StoredCheckpoint[] = [];

  async newest(kind: CheckpointKind): Promise<StoredCheckpoint | null> {
    return structuredClone(this.newestOf.get(kind) ?? null);
  }

  async publish(kind: CheckpointKind, checkpoint: StoredCheckpoint): Promise<boolean> {
    const newest = this.newestOf.get(kind);
    if (newest && byPlace(newest, checkpoint) >= 0) return newest.note === checkpoint.note;
    this.newestOf.set(kind, structuredClone(checkpoint));
    return true;
  }

  async keep(checkpoint: StoredCheckpoint): Promise<void> {
    if (this.history.some((kept) => byPlace(kept, checkpoint) === 0)) return;
    this.history = [...this.history, structuredClone(checkpoint)].sort(byPlace);
  }

  async kept(after: Place | null, limit: number): Promise<readonly StoredCheckpoint[]> {
    const later = this.history.filter((kept) => after === null || byPlace(kept, after) > 0);
    return structuredClone(later.slice(0, limit));
  }
}

function byPlace(a: Place, b: Place): number {
  return a.epoch - b.epoch || a.size - b.size;
}
