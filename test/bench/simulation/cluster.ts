import { percentile } from '../measure/statistics.js';
import type { Costs, RequestCosts } from './costs.js';
import { Processors, Thread, type Worker } from './processors.js';
import { randomFrom } from './random.js';
import { SimulatedClock } from './simulated-clock.js';
import { SimulatedLog } from './simulated-log.js';
import { type Parts, writersOf } from './simulated-nodes.js';
import type { SimulatedWriter } from './simulated-writer.js';

/** What is simulated. */
export interface Scenario {
  readonly nodes: number;
  /** Of each node. Each sends its next request when it has the answer. */
  readonly callers: number;
  /** `reveal`: one read, one record. `mutation`: a record, one write, a record. */
  readonly kind: 'reveal' | 'mutation';
  readonly costs: Costs;
  /** Processors of the database. `together`: all nodes run on the same ones. */
  readonly storeCores: number;
  readonly together?: boolean;
  /** Whether the nodes of one log let the first of them append for all. Otherwise each appends for itself. */
  readonly forwards?: boolean;
  /** Audit logs, each with numbers of its own. The nodes are divided among them. The server has 1. */
  readonly logs?: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface Outcome {
  readonly perSecond: number;
  /** Milliseconds of a request. */
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly recordsABatch: number;
  /** The share of the appends that were refused, since another node had the number. */
  readonly taken: number;
  readonly looksARequest: number;
  /**
   * Shares of the time: of the busiest node that appends for others (0: there is none), of the busiest other node, of the
   * database's processors, and of the busiest log, on which an append was on its way.
   */
  readonly busy: { readonly appender: number; readonly node: number; readonly store: number; readonly log: number };
  /** Requests on their way, on average. */
  readonly underWay: number;
}

/** What is counted of all nodes. */
interface Tally {
  /** Of the requests that were answered. */
  readonly latencies: number[];
}

/** Simulates a cluster under full load. The same scenario gives the same outcome. */
export async function simulate(scenario: Scenario): Promise<Outcome> {
  const { nodes, callers, kind, costs, storeCores, logs: logCount = 1, seconds, seed } = scenario;
  const { together = false, forwards = false } = scenario;
  const clock = new SimulatedClock();
  const random = randomFrom(seed);
  /** From half to one and a half times the mean. */
  const parts: Parts = { clock, costs, vary: (mean) => mean * (0.5 + random()) };
  const store = new Processors(clock, storeCores);
  const machines = Array.from({ length: nodes }, () => (together ? store : new Processors(clock, 1)));
  const logs = Array.from(
    { length: Math.min(logCount, nodes) },
    () => new SimulatedLog(clock, store, costs, parts.vary),
  );
  const tally: Tally = { latencies: [] };
  for (const [at, log] of logs.entries()) {
    const threads = machines.filter((_, node) => node % logs.length === at).map((machine) => new Thread(machine));
    for (const [own, writer] of (await writersOf(log, threads, forwards, parts)).entries()) {
      const node = { ...parts, thread: threads[own] as Thread, store, writer };
      for (let caller = 0; caller < callers; caller += 1) clock.soon(parts.vary(1), () => callOf(node, kind, tally));
    }
  }
  await clock.run(seconds * 1_000);
  const appenders = forwards && nodes > logs.length ? logs.length : 0;
  return outcomeOf(tally, seconds, logs, [machines.slice(0, appenders), machines.slice(appenders)], store);
}

interface Node extends Parts {
  readonly thread: Worker;
  readonly store: Worker;
  readonly writer: SimulatedWriter;
}

/** One request after the other. */
function callOf(node: Node, kind: Scenario['kind'], tally: Tally): void {
  const { clock, thread, writer, vary, costs } = node;
  const began = clock.now();
  const cost: RequestCosts = costs[kind];
  const half = (done: () => void) => thread.use(vary(cost.nodeUs / 2) / 1_000, done);
  const answer = () =>
    half(() => {
      tally.latencies.push(clock.now() - began);
      callOf(node, kind, tally);
    });
  half(() => {
    if (kind === 'reveal') visit(node, cost.storeUs, 0, () => writer.append(answer));
    else writer.append(() => visit(node, cost.storeUs, costs.commitMs, () => writer.append(answer)));
  });
}

/** A round trip to the database, with its work, and for a write the time until it is durable. */
function visit({ clock, store, costs, vary }: Node, storeUs: number, commitMs: number, done: () => void): void {
  const half = costs.roundTripMs / 2;
  clock.soon(half, () => store.use(vary(storeUs) / 1_000, () => clock.soon(vary(commitMs) + half, done)));
}

function outcomeOf(
  { latencies }: Tally,
  seconds: number,
  logs: readonly SimulatedLog[],
  [appenders, others]: readonly (readonly Processors[])[],
  store: Processors,
): Outcome {
  const sum = (of: (log: SimulatedLog) => number) => logs.reduce((all, log) => all + of(log), 0);
  const appended = sum(({ counts }) => counts.appended);
  const taken = sum(({ counts }) => counts.taken);
  const busiest = (machines: readonly Processors[] = []) => Math.max(0, ...machines.map((one) => one.utilisation()));
  const spent = latencies.reduce((all, one) => all + one, 0);
  return {
    perSecond: latencies.length / seconds,
    mean: spent / latencies.length,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    recordsABatch: sum(({ counts }) => counts.records) / appended,
    taken: taken / (appended + taken),
    looksARequest: sum(({ counts }) => counts.looks) / latencies.length,
    busy: {
      appender: busiest(appenders),
      node: busiest(others),
      store: store.utilisation(),
      log: Math.max(...logs.map((log) => log.utilisation())),
    },
    underWay: spent / (seconds * 1_000),
  };
}
