import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';

/** The history has a checkpoint of a kind an hour at most, in milliseconds. */
const KEEP_EVERY_MS = 3_600_000;
/** So many checkpoints of the history are read at a time. */
const KEPT_A_READ = 100;

export type Place = Pick<StoredCheckpoint, 'epoch' | 'size'>;

/** Keeps a checkpoint in the history if it is the first of its kind in its hour. `before`: the one before it; null: none. */
export async function keepHourly(
  store: CheckpointStore,
  checkpoint: StoredCheckpoint,
  before: StoredCheckpoint | null,
): Promise<void> {
  if (before === null || hourOf(before) !== hourOf(checkpoint)) await store.keep(checkpoint);
}

/**
 * The history after a place (null: from the first), the oldest first. It ends before a row that was altered to name a place which
 * does not follow: the next page could not be asked for.
 */
export async function* keptAfter(store: CheckpointStore, after: Place | null): AsyncGenerator<StoredCheckpoint> {
  for (let last = after; ; ) {
    const page = await store.kept(last, KEPT_A_READ);
    for (const checkpoint of page) {
      if (!isAfter(checkpoint, last)) return;
      yield checkpoint;
      last = checkpoint;
    }
    if (page.length < KEPT_A_READ) return;
  }
}

/** Whether `a` was signed after `b`. Null: nothing was signed. */
export function isAfter(a: Place, b: Place | null): boolean {
  return b === null || a.epoch > b.epoch || (a.epoch === b.epoch && a.size > b.size);
}

function hourOf({ at }: StoredCheckpoint): number {
  return Math.floor(at / KEEP_EVERY_MS);
}
