import { CofferError } from '#kernel';

/** The owner's account was deleted while the request was under way: its session is dead by now. */
export function vaultClosed(): CofferError {
  return new CofferError('unauthenticated', 'The account is gone.');
}

export function generationStale(present: number): CofferError {
  return new CofferError(
    'generation_stale',
    `It was sealed for another generation of the vault, or names none: the present one is ${present}. Read its key, then seal again.`,
  );
}

export function idTakenBefore(): CofferError {
  return new CofferError('id_taken', 'An entry of yours has this id, or had it: choose another.');
}

export function vaultFull(most: number): CofferError {
  return new CofferError('vault_full', `A vault holds ${most} entries at most: delete some first.`);
}

export function stagedTooMuch(): CofferError {
  return new CofferError(
    'vault_full',
    'Too much is staged: publish what is, or abandon it and begin again in an hour or two, when it is swept.',
  );
}

export function rekeyOpen(): CofferError {
  return new CofferError('rekey_open', 'A re-key of the vault is open: publish or abandon that one first.');
}
