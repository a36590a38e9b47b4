import { CofferError } from '#kernel';

/**
 * 401: the one answer for a token that was never made, is of something that has ended, has expired, or whose object or
 * maker is gone. It does not tell which.
 */
export function invalidWrapToken(): CofferError {
  return new CofferError(
    'invalid_wrap_token',
    'The token is wrong, has expired, or was withdrawn: ask whoever gave it to you for a new one.',
  );
}

/** 410: the token is genuine, and was used as often as it may be. */
export function alreadyUnwrapped(): CofferError {
  return new CofferError(
    'already_unwrapped',
    'This was opened before, as often as it may be. If that was not you, somebody else has seen it: tell whoever gave you the token.',
  );
}

export function isAlreadyUnwrapped(error: unknown): boolean {
  return error instanceof CofferError && error.code === 'already_unwrapped';
}

/** 401: the account of the maker was deleted, disabled or expired during the request. */
export function makerGone(): CofferError {
  return new CofferError('unauthenticated', 'The account cannot be used any more.');
}

/** 409: the maker has as many wraps that can still be opened as an account may have. */
export function tooManyWraps(most: number): CofferError {
  return new CofferError(
    'limit_reached',
    `You have ${most} that can still be opened, as many as there may be. End one, or wait until one expires.`,
  );
}
