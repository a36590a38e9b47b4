import { CofferError } from '#kernel';

/** The one answer to every way in which opening can fail: which one it was is not told, not even to ourselves [R56]. */
export class CannotOpen extends CofferError {
  override readonly name = 'CannotOpen';

  constructor() {
    super('internal_error', 'The stored value could not be opened.');
  }
}

/** The ring was never made, or it was shredded: it seals nothing. */
export function ringGone(): CofferError {
  return new CofferError('not_found', 'There is no such key ring.');
}
