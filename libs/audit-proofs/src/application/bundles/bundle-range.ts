import { CofferError, invalidField } from '#kernel';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';

/** Which records are asked for. Both are included. */
export interface AskedRange {
  readonly fromSeq?: number;
  readonly toSeq?: number;
}

/** Entry bundles, by their index from 0. `last`: null for all that there are. */
export interface BundleRange {
  readonly first: number;
  readonly last: number | null;
}

/**
 * The entry bundles that hold the records asked for. `kept`: the lowest number that is still in the log. `size`: of the
 * newest checkpoint.
 *
 * A store may keep the last records of an archived range, so that `kept` stands inside of an entry bundle. The range begins
 * at the first whole one.
 *
 * Errors: `validation_failed` if the numbers are no range. `conflict` if one is archived, or if no checkpoint covers one.
 */
export function bundleRange({ fromSeq, toSeq }: AskedRange, kept: number, size: number): BundleRange {
  requireNumber('from_seq', fromSeq);
  requireNumber('to_seq', toSeq);
  if (fromSeq !== undefined && toSeq !== undefined && fromSeq > toSeq)
    throw invalidField('to_seq', 'too_small', 'to_seq must not be below from_seq');
  const whole = Math.ceil((kept - 1) / TILE_WIDTH);
  const begin = whole * TILE_WIDTH + 1;
  if (Math.min(fromSeq ?? begin, toSeq ?? begin) < begin)
    throw new CofferError('conflict', `Records below ${begin} are archived: use the archive, or begin at ${begin}.`);
  if (Math.max(fromSeq ?? begin, toSeq ?? begin) > size)
    throw new CofferError('conflict', `The newest checkpoint covers the records up to ${size}: wait for the next one.`);
  return { first: groupOf(fromSeq ?? begin), last: toSeq === undefined ? null : groupOf(toSeq) };
}

/** The index of the entry bundle that holds a record. */
export function groupOf(seq: number): number {
  return Math.floor((seq - 1) / TILE_WIDTH);
}

function requireNumber(field: string, value: number | undefined): void {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < 1))
    throw invalidField(field, 'not_a_number', `${field} must be the number of a record, from 1`);
}
