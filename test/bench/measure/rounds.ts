import { type Load, measure, type Sample } from './load.js';
import { median } from './statistics.js';

/** A load, and the process of the server that it goes to. */
export interface Contestant {
  readonly name: string;
  readonly load: Load;
  /** Null: not known here. */
  readonly pid: number | null;
  /** Begins what goes on during each of its rounds, and gives its end. */
  readonly during?: () => Promise<() => Promise<void>>;
}

export interface Rounds {
  readonly rounds: number;
  /** Of one round of one contestant. */
  readonly seconds: number;
}

export type Results = ReadonlyMap<string, readonly Sample[]>;

/**
 * A round of each contestant in turn, then the next round of each: what else this machine does meets all of them. A
 * first round, in which compilers and caches warm up, is not counted.
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

/** The median of each figure over the rounds; null for a contestant that did not run. */
export function medianOf(results: Results, name: string): Sample | null {
  const samples = results.get(name);
  if (!samples) return null;
  const of = (figure: (sample: Sample) => number | null) =>
    median(samples.map((sample) => figure(sample) ?? Number.NaN));
  const cpu = of((sample) => sample.cpu);
  const rssMib = of((sample) => sample.rssMib);
  return {
    perSecond: of((sample) => sample.perSecond),
    p50: of((sample) => sample.p50),
    p99: of((sample) => sample.p99),
    cpu: Number.isNaN(cpu) ? null : cpu,
    rssMib: Number.isNaN(rssMib) ? null : rssMib,
  };
}

/** What contestants are compared in. */
export type Figure = 'perSecond' | 'p50' | 'p99' | 'cpu';

/** How `one` stands to `other` in a figure: the median of the ratios of rounds that ran one after the other. */
export function ratio(results: Results, one: string, other: string, figure: Figure): number | null {
  const [ones, others] = [results.get(one), results.get(other)];
  if (!ones || !others) return null;
  const of = (sample?: Sample) => sample?.[figure] ?? Number.NaN;
  return median(ones.map((sample, round) => of(sample) / of(others[round])));
}
