import { isChanges } from './changes.js';
import { verifyDisclosure } from './commitment.js';
import { recordOf } from './leaf.js';
import { readableLeaf } from './leaf-shape.js';
import { type AuditRecord, LASTING_FIELDS, type Leaf, PERSONAL_FIELDS, type StoredRecord } from './record.js';

/** The numbers from `first` to `last`, both included. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/** Records that are not as they were written. `what`: a sentence that names them by their numbers, and no value. */
export interface Damage extends SeqRange {
  readonly what: string;
}

export function missingRecords({ first, last }: SeqRange): Damage {
  const what = first === last ? `Record ${first} is missing.` : `Records ${first} to ${last} are missing.`;
  return { first, last, what };
}

export function damagedRecord(seq: number, what: string): Damage {
  return { first: seq, last: seq, what: `Record ${seq} ${what}` };
}

/**
 * The record, or what a plain read can see of one that was altered past every check. It cannot see that a leaf was replaced
 * together with its commitments, or that the newest records are gone.
 */
export function checked(stored: StoredRecord): AuditRecord | Damage {
  const { seq, leaf: text } = stored;
  const damaged = (what: string): Damage => damagedRecord(seq, what);
  const leaf = readableLeaf(text);
  if (leaf === null || stored.unreadable) return damaged('cannot be read.');
  if (leaf.seq !== seq) return damaged('is at the place of another one.');
  const misfit = misfitOf(stored, leaf);
  if (misfit !== null) return damaged(`does not fit: its ${misfit}.`);
  return readableRecord(stored, leaf) ?? damaged('cannot be read.');
}

/** Null: the changes beside the leaf are none, which somebody wrote together with their commitment. */
function readableRecord(stored: StoredRecord, leaf: Leaf): AuditRecord | null {
  try {
    const record = recordOf(stored, leaf);
    return record.changes === null || isChanges(record.changes) ? record : null;
  } catch {
    return null;
  }
}

export function isDamage(one: object): one is Damage {
  return 'what' in one;
}

/** Which value beside the leaf does not fit its commitment; null: all do. */
function misfitOf({ personal, lasting }: StoredRecord, leaf: Leaf): string | null {
  const values = { ...personal, ...lasting };
  const wasErased = Object.keys(personal).length === 0;
  for (const field of [...PERSONAL_FIELDS, ...LASTING_FIELDS]) {
    const value = values[field];
    if (value !== undefined && !verifyDisclosure(leaf, field, value)) return `${field} was altered or added`;
    const mayLack = wasErased && (PERSONAL_FIELDS as readonly string[]).includes(field);
    if (value === undefined && leaf.commitments[field] !== undefined && !mayLack) return `${field} was removed`;
  }
  return null;
}

/**
 * The numbers between `bottom` and `top` that `seqs` lacks, the highest first. `seqs`: from the highest down.
 *
 * @example gapsIn([9, 8, 5], 10, 4) // [{ first: 10, last: 10 }, { first: 6, last: 7 }, { first: 4, last: 4 }]
 */
export function gapsIn(seqs: readonly number[], top: number, bottom: number): SeqRange[] {
  const gaps: SeqRange[] = [];
  let expected = top;
  for (const seq of [...seqs, bottom - 1]) {
    if (seq < expected) gaps.push({ first: seq + 1, last: expected });
    expected = seq - 1;
  }
  return gaps;
}

/** `seqs`, from the highest down, as ranges. */
export function rangesOf(seqs: readonly number[]): SeqRange[] {
  const ranges: SeqRange[] = [];
  for (const seq of seqs) {
    const before = ranges.at(-1);
    if (before?.first === seq + 1) ranges[ranges.length - 1] = { ...before, first: seq };
    else ranges.push({ first: seq, last: seq });
  }
  return ranges;
}
