import { CofferError } from '#kernel';

/** The same error for every way in which opening can fail. It does not say which, not even in logs [R56]. */
export class CannotOpen extends CofferError {
  override readonly name = 'CannotOpen';

  constructor() {
    super('internal_error', 'The stored value could not be opened.');
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
