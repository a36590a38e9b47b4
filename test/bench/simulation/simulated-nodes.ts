import { MemoryNodeLeases } from '#audit/testing';
import type { Costs } from './costs.js';
import type { Worker } from './processors.js';
import type { SimulatedClock } from './simulated-clock.js';
import { SimulatedLink } from './simulated-link.js';
import { LogOfNode, type SimulatedLog } from './simulated-log.js';
import { SimulatedWriter } from './simulated-writer.js';

/** What all parts of a simulation share. */
export interface Parts {
  readonly clock: SimulatedClock;
  readonly costs: Costs;
  /** A time by chance, about the mean. */
  readonly vary: (mean: number) => number;
}

/** The writers of the nodes of one log, each on its thread. If they forward, the first of them appends for all. */
export async function writersOf(
  log: SimulatedLog,
  threads: readonly Worker[],
  forwards: boolean,
  { clock, costs, vary }: Parts,
): Promise<SimulatedWriter[]> {
  const leases = new MemoryNodeLeases();
  const links = new Map<string, SimulatedLink>();
  const writers = threads.map((thread, at) => {
    const link = forwards ? new SimulatedLink(addressOf(at), links, clock, thread, costs, vary) : null;
    return new SimulatedWriter(`${at}`, clock, new LogOfNode(log, clock, thread, costs, vary), leases, link);
  });
  if (!forwards) return writers;
  await leases.holdSweep('0', 0, Number.POSITIVE_INFINITY, addressOf(0));
  await Promise.all(writers.map((writer) => writer.join()));
  return writers;
}

function addressOf(node: number): string {
  return `address of ${node}`;
}
