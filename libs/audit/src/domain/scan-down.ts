import type { ScanBudget } from './scan-budget.js';

/** One step of a scan. */
export interface ScanStep<Found> {
  /** What it found, the highest number first. */
  readonly found: readonly Found[];
  /** The number that it reached: it found all matches from there on. */
  readonly reached: number;
}

/**
 * Scans a log from the number `last` down, until `limit` matches are found, the budget is spent or the log ends. `step`
 * looks at some numbers, from the given one down, for at most so many matches. It looks at none below `first`, where the
 * scan ends. `next`: the scan goes on below it; null: all numbers were looked at.
 */
export async function scanDown<Found>(
  last: number,
  limit: number,
  budget: ScanBudget,
  step: (last: number, left: number) => Promise<ScanStep<Found>>,
  first = 1,
): Promise<{ readonly found: readonly Found[]; readonly next: number | null }> {
  const found: Found[] = [];
  let at = last;
  while (at >= first) {
    const taken = await step(at, limit - found.length);
    found.push(...taken.found);
    at = taken.reached - 1;
    if (found.length >= limit || budget.isSpent) break;
  }
  return { found, next: at >= first ? at + 1 : null };
}
