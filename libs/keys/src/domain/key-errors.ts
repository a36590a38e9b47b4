import { CofferError, type ErrorCode } from '#kernel';

/** The same error for every way in which opening can fail. It does not say which, not even in logs [R56]. */
export class CannotOpen extends CofferError {
  override readonly name = 'CannotOpen';

  constructor(code: ErrorCode = 'internal_error', message = 'The stored value could not be opened.') {
    super(code, message);
  }
}

/**
 * 503: the store names a key that the keyring does not have, so the keyring is older than the store. It depends on the ring
 * alone, and on no value.
 */
export class KeyMissing extends CannotOpen {
  constructor() {
    super(
      'key_missing',
      'The keyring lacks the key of this account or of the secrets: it is older than the store. Its operator has to restore a newer backup of the keyring.',
    );
  }
}

/** 404: the ring was never made, or it was shredded. */
export function ringGone(): CofferError {
  return new CofferError('not_found', 'There is no such key ring.');
}

/** The keyring lacks versions of a ring that the store names: it was restored from a backup older than a rotation. */
export class KeyringOlderThanStore extends Error {
  override readonly name = 'KeyringOlderThanStore';

  constructor(ring: string) {
    super(`the keyring lacks versions of ${ring} that the store names`);
  }
}
