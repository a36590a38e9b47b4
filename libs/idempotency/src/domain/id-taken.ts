import { CofferError } from '#kernel';

/** 409: the id is in use, or was fenced. Thrown by `Maker.make`. */
export function idTaken(): CofferError {
  return new CofferError('id_taken', 'The id is taken.');
}

export function isIdTaken(error: unknown): boolean {
  return error instanceof CofferError && error.code === 'id_taken';
}
