/**
 * What the statistic of so many kinds less one exceeds once in 10,000 times when nothing but chance tells them apart:
 * the upper quantiles of the chi-squared distribution (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
 */
const ONCE_IN_10_000: Readonly<Record<number, number>> = { 1: 15.137, 2: 18.421, 3: 21.108, 4: 23.513, 5: 25.745 };

export interface RankTest {
  /** 0 when the kinds lie alike. */
  readonly statistic: number;
  /** Above this, it is not chance. */
  readonly limit: number;
}

interface Ranked {
  readonly block: number;
  readonly kind: number;
  readonly value: number;
  rank: number;
}

/**
 * Whether kinds of numbers differ that were taken in blocks, one of each kind in random order: by aligned ranks (Hodges
 * and Lehmann, 1962). What makes a whole block slow, such as other work on the machine, tells nothing. 2 to 6 kinds.
 */
export function rankTest(blocks: readonly (readonly number[])[]): RankTest {
  const kinds = blocks[0]?.length ?? 0;
  const limit = ONCE_IN_10_000[kinds - 1];
  if (limit === undefined) throw new Error(`a rank test of ${kinds} kinds`);
  const all = blocks.flatMap((values, block) => {
    const middle = middleOf(values);
    return values.map((value, kind): Ranked => ({ block, kind, value: value - middle, rank: 0 }));
  });
  rank(all);
  const ofKinds = sums(all, ({ kind }) => kind);
  const ofBlocks = sums(all, ({ block }) => block);
  const expected = (blocks.length * (all.length + 1)) / 2;
  const between = ofKinds.reduce((sum, of) => sum + (of - expected) ** 2, 0);
  const within = all.reduce((sum, { block, rank }) => sum + (rank - (ofBlocks[block] ?? 0) / kinds) ** 2, 0);
  return { statistic: ((kinds - 1) * between) / within, limit };
}

/** The median; the mean of two where there are two, so that neither is favoured. */
function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** From 1; equal values share the middle of theirs. */
function rank(all: Ranked[]): void {
  all.sort((one, other) => one.value - other.value);
  for (let first = 0; first < all.length; ) {
    let end = first;
    while (end < all.length && all[end]?.value === all[first]?.value) end += 1;
    for (const one of all.slice(first, end)) one.rank = (first + 1 + end) / 2;
    first = end;
  }
}

function sums(all: readonly Ranked[], of: (one: Ranked) => number): number[] {
  const found: number[] = [];
  for (const one of all) found[of(one)] = (found[of(one)] ?? 0) + one.rank;
  return found;
}
