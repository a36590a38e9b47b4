import { type Load, measure, type Sample } from './load.js';
import { median } from './statistics.js';

/** A load and the process of its server. */
export interface Contestant {
  readonly name: string;
  readonly load: Load;
  /** Null if unknown. */
  readonly pid: number | null;
  /** Starts background work for each round. Returns the function that stops it. */
  readonly during?: () => Promise<() => Promise<void>>;
}

export interface Rounds {
  readonly rounds: number;
  /** Seconds of one round of one contestant. */
  readonly seconds: number;
}

export type Results = ReadonlyMap<string, readonly Sample[]>;

/**
 * Runs a round of each contestant in turn, then the next round, so that other work of the machine affects all alike. The
 * first round warms up compilers and caches and is not counted.
 */
export async function interleave(contestants: readonly Contestant[], { rounds, seconds }: Rounds): Promise<Results> {
  for (const contestant of contestants) await roundOf(contestant, seconds);
  const results = new Map<string, Sample[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) results.get(contestant.name)?.push(await roundOf(contestant, seconds));
  }
  return results;
}

async function roundOf({ load, pid, during }: Contestant, seconds: number): Promise<Sample> {
  const end = await during?.();
  try {
    return await measure(load, pid, seconds);
  } finally {
    await end?.();
  }
}

/** The median of each figure over all rounds; null for a contestant that did not run. */
export function medianOf(results: Results, name: string): Sample | null {
  const samples = results.get(name);
  if (!samples) return null;
  const of = (figure: (sample: Sample) => number | null) =>
    median(samples.map((sample) => figure(sample) ?? Number.NaN));
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  return {
    perSecond: of((sample) => sample.perSecond),
    p50: of((sample) => sample.p50),
    p99: of((sample) => sample.p99),
    cpu: known(of((sample) => sample.cpu)),
    storeCpu: known(of((sample) => sample.storeCpu)),
    rssMib: known(of((sample) => sample.rssMib)),
  };
}

/** The figures by which contestants are compared. */
export type Figure = 'perSecond' | 'p50' | 'p99' | 'cpu';

/** The ratio of `one` to `other` in a figure: the median over pairs of consecutive rounds. */
export function ratio(results: Results, one: string, other: string, figure: Figure): number | null {
  const [ones, others] = [results.get(one), results.get(other)];
  if (!ones || !others) return null;
  const of = (sample?: Sample) => sample?.[figure] ?? Number.NaN;
  return median(ones.map((sample, round) => of(sample) / of(others[round])));
}
