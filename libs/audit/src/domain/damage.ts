import { CofferError } from '#kernel';
import { verifyDisclosure } from './commitment.js';
import { parseLeaf } from './leaf.js';
import { LASTING_FIELDS, type Leaf, PERSONAL_FIELDS, type StoredRecord } from './record.js';

/** 503 `audit_damaged`: the log is not as it was written. `what`: a sentence that names the record, and no value. */
export function damaged(what: string): CofferError {
  return new CofferError('audit_damaged', what);
}

export function missingRecord(seq: number): CofferError {
  return damaged(`Record ${seq} is missing.`);
}

/**
 * What a plain read can see of a record that was altered past every check; null: nothing. It cannot see that a leaf was
 * replaced together with its commitments, or that the newest records are gone.
 */
export function damageOf({ seq, leaf: text, personal, lasting }: StoredRecord): CofferError | null {
  const leaf = readableLeaf(text);
  if (leaf === null) return damaged(`Record ${seq} cannot be read.`);
  if (leaf.seq !== seq) return damaged(`Record ${seq} is at the place of another one.`);
  const values = { ...personal, ...lasting };
  const wasErased = Object.keys(personal).length === 0;
  for (const field of [...PERSONAL_FIELDS, ...LASTING_FIELDS]) {
    const value = values[field];
    if (value !== undefined && !verifyDisclosure(leaf, field, value)) {
      return damaged(`Record ${seq} does not fit: its ${field} was altered or added.`);
    }
    const mayLack = wasErased && (PERSONAL_FIELDS as readonly string[]).includes(field);
    if (value === undefined && leaf.commitments[field] !== undefined && !mayLack) {
      return damaged(`Record ${seq} does not fit: its ${field} was removed.`);
    }
  }
  return null;
}

/**
 * The highest missing number of a part of the log that was read down without a filter; null: none is missing. `top`: the
 * highest number that it must have; null: whatever came first. `bottom`: the lowest.
 */
export function gapIn(records: readonly StoredRecord[], top: number | null, bottom: number): number | null {
  let expected = top ?? records[0]?.seq ?? 0;
  for (const { seq } of records) {
    if (seq !== expected) return expected;
    expected -= 1;
  }
  return expected >= bottom ? expected : null;
}

/** Null: the text is no leaf. */
export function readableLeaf(text: string): Leaf | null {
  try {
    return parseLeaf(text);
  } catch {
    return null;
  }
}
