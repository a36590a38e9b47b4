import { CofferError } from '#kernel';

/** The owner's account was deleted during the request. Its session has ended, too. */
export function vaultClosed(): CofferError {
  return new CofferError('unauthenticated', 'The account is gone.');
}

export function generationStale(present: number): CofferError {
  return new CofferError(
    'generation_stale',
    `The request names another generation of the vault, or none. The present one is ${present}. Read its key, then seal again.`,
  );
}

export function idTakenBefore(): CofferError {
  return new CofferError('id_taken', 'One of your entries has or had this id. Choose another one.');
}

export function vaultFull(most: number): CofferError {
  return new CofferError('vault_full', `A vault holds at most ${most} entries. Delete some first.`);
}

export function stagedTooMuch(): CofferError {
  return new CofferError(
    'vault_full',
    'Too many entries are staged. Publish the re-key, or abandon it and begin again in two hours, after the sweep.',
  );
}

export function rekeyOpen(): CofferError {
  return new CofferError('rekey_open', 'A re-key of the vault is open. Publish or abandon it first.');
}
