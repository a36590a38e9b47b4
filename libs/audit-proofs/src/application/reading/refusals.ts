import { CofferError } from '#kernel';
import { ArchivedTile } from '../tree/damaged-tile.js';

/** 404: there is no checkpoint, or none of the kind that is asked for. */
export function noCheckpoint(): CofferError {
  return new CofferError(
    'no_checkpoint',
    'There is none: none was made yet, too few witnesses have signed one, or the operator turned checkpoints off.',
  );
}

/** 404: nobody keeps a signed checkpoint of this size. */
export function noCheckpointOfSize(): CofferError {
  return new CofferError(
    'no_checkpoint',
    'No checkpoint of this size is kept, and a proof as a file needs one: leave out size, or ask for JSON.',
  );
}

/** 404: a checkpoint will cover it. `retryAfterSeconds`: how long one takes, at most. */
export function notIncludedYet(retryAfterSeconds: number): CofferError {
  const message = 'No published checkpoint covers this yet. Try again as Retry-After says, or ask with wait=10s.';
  return new CofferError('not_included_yet', message, { retryAfterSeconds });
}

/** 410: the records were archived, and deleted here. */
export function archived(): CofferError {
  return new CofferError(
    'record_archived',
    'These records were archived and are no longer here. The archive has them.',
  );
}

/** For `catch`: throws 410 if a tile that was needed is archived with its records, and else the error itself. */
export function archivedOr(error: unknown): never {
  throw error instanceof ArchivedTile ? archived() : error;
}
