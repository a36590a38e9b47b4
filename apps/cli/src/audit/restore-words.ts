import type { FoundRestore } from '#audit-proofs';

/** What a restore lost, as far as it is known, for auditors. `keysToo`: the keyring was restored with the store. */
export function lossLines(found: FoundRestore, keysToo: boolean): string[] {
  const line = `The store was restored. ${ofTheSigned(found)}`;
  return keysToo ? [line, UNKNOWN] : [line];
}

const UNKNOWN =
  'The keyring was restored, too: what was signed after its backup is not known, and those records may be lost.';

function ofTheSigned({ signed: { size }, records, isWhole }: FoundRestore): string {
  if (isWhole) return `It has all ${size} records that it knows to be signed.`;
  const missing = size - records;
  if (missing > 0) return `Of the ${size} records that were signed, ${missing} or more are missing.`;
  return `It cannot be shown that all ${size} records that were signed are there unchanged.`;
}
