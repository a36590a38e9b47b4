import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';

/** The history has a checkpoint of a kind an hour at most, in milliseconds. */
const KEEP_EVERY_MS = 3_600_000;

/** Keeps a checkpoint in the history if it is the first of its kind in its hour. `before`: the one before it; null: none. */
export async function keepHourly(
  store: CheckpointStore,
  checkpoint: StoredCheckpoint,
  before: StoredCheckpoint | null,
): Promise<void> {
  if (before === null || hourOf(before) !== hourOf(checkpoint)) await store.keep(checkpoint);
}

function hourOf({ at }: StoredCheckpoint): number {
  return Math.floor(at / KEEP_EVERY_MS);
}
