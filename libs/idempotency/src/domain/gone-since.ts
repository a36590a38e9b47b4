import { CofferError } from '#kernel';

/** 409: the object of an Idempotency-Key is not made again. */
export function goneSince(): CofferError {
  return new CofferError(
    'conflict',
    'What this Idempotency-Key made was removed since: use another key to make it again.',
  );
}
