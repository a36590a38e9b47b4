import { CofferError } from '#kernel';

/** What a {@link Maker} throws when the id belongs to something already, or was fenced. */
export function idTaken(): CofferError {
  return new CofferError('id_taken', 'The id is taken.');
}

export function isIdTaken(error: unknown): boolean {
  return error instanceof CofferError && error.code === 'id_taken';
}
