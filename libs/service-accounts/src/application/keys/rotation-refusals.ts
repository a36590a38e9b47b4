import { CofferError } from '#kernel';
import type { ApiKey } from '../../domain/keys/api-key.js';

/** 409 `key_not_rotatable`: the key does not work any more. */
export function isOver(): CofferError {
  return notRotatable('The key was ended or has expired. Make a new one.');
}

/** 409 `key_not_rotatable`: it has a successor. */
export function rotatedAlready({ successorId }: ApiKey): CofferError {
  return notRotatable(
    `It was rotated already: its successor is ${successorId}, which can be rotated once this one has ended.`,
  );
}

/** 409 `key_not_rotatable`: a line has two keys that work at most. */
export function predecessorWorks({ predecessorId }: ApiKey): CofferError {
  return notRotatable(
    `The key that this one replaces still works: ${predecessorId}. End it first, or wait for its end.`,
  );
}

function notRotatable(why: string): CofferError {
  return new CofferError('key_not_rotatable', why);
}
