import { MONGODB, nodesRow, WRITERS } from '../nodes/rows.js';
import { figure, markdownTable, NOTHING } from '../report/markdown.js';
import { type PastRun, rowOf } from '../report/past-run.js';
import { type Outcome, type Scenario, simulate } from './cluster.js';
import { type Costs, costsOf } from './costs.js';

const NODES = [1, 2, 4, 8, 16];
const COMMITS_MS = [1, 3, 10];
const LOGS = [1, 4];
const SEED = 15;
const SECONDS = 2;
/** Of a node: enough to use all of it. */
const CALLERS = 128;
const STORE_CORES = 16;
/** For the limit of the log alone: a database and nodes that cost next to nothing. */
const FREE = { nodeUs: 4, storeUs: 4 };
const FREE_LOG = { batchUs: 50, recordUs: 1, lookUs: 50 };
/** What the nodes and the database of the measurement share. */
const MEASURED_CORES = 2;
/** The busiest part binds from this share on. */
const BINDS = 0.85;

/** The costs as a sentence. */
export function inputs({ reveal, mutation, log, commitMs, roundTripMs }: Costs): string {
  const us = (value: number) => `${figure(value)} µs`;
  return [
    `Computed with: a reveal takes ${us(reveal.nodeUs)} of a node and ${us(reveal.storeUs)} of the database, a mutation`,
    `${us(mutation.nodeUs)} and ${us(mutation.storeUs)}, an append ${us(log.batchUs)} and ${us(log.recordUs)} a record, a look`,
    `${us(log.lookUs)}; ${figure(commitMs, 1)} ms until a batch is durable; ${figure(roundTripMs, 1)} ms to the database and back`,
    `(assumed). Each node has one thread, the database ${STORE_CORES} processors, each node ${CALLERS} callers.`,
  ].join(' ');
}

/** Reveals and mutations by the number of nodes, each on a machine of its own. */
export async function byNodes(costs: Costs): Promise<string> {
  const rows: string[][] = [];
  for (const kind of ['reveal', 'mutation'] as const) {
    for (const nodes of NODES) {
      const outcome = await simulate({ ...scenario(costs), kind, nodes });
      rows.push([`${kind}s, ${nodesOf(nodes)}`, ...cellsOf(outcome)]);
    }
  }
  const head = [
    'computed',
    'a second',
    'p50 ms',
    'p99 ms',
    'records a batch',
    'appends lost',
    'node busy',
    'database busy',
    'log busy',
    'binds',
  ];
  return markdownTable(head, rows);
}

/** Records a second of the log where nothing else costs anything and every batch is full: by nodes, by commit time, by number of logs. */
export async function bySequence(costs: Costs): Promise<string> {
  const free: Costs = { ...costs, reveal: FREE, mutation: FREE, log: FREE_LOG };
  const rows: string[][] = [];
  for (const logs of LOGS) {
    for (const nodes of NODES.filter((count) => count >= logs)) {
      const outcomes: Outcome[] = [];
      for (const commitMs of COMMITS_MS) {
        const asked = {
          ...scenario({ ...free, commitMs }),
          kind: 'reveal',
          nodes,
          logs,
          callers: 2_048,
          seconds: 0.25,
        } as const;
        outcomes.push(await simulate(asked));
      }
      const name = `${logs === 1 ? 'one log' : `${logs} logs`}, ${nodesOf(nodes)}`;
      rows.push([name, ...outcomes.map(({ perSecond }) => figure(perSecond))]);
    }
  }
  return markdownTable(['computed: records a second at a commit time of', ...COMMITS_MS.map((ms) => `${ms} ms`)], rows);
}

/** The simulation of `npm run bench -- nodes` beside its figures. Its costs are those of one node; two nodes are computed. */
export async function validation(run: PastRun): Promise<string> {
  const alone = rowOf(run, MONGODB, nodesRow(1, Math.max(...WRITERS)))?.sample;
  if (!alone?.cpu || !alone.storeCpu) return NOTHING;
  const costs = costsOf([run]);
  const mutation = { nodeUs: alone.cpu, storeUs: Math.max(1, alone.storeCpu - 2 * costs.log.recordUs) };
  const rows: string[][] = [];
  for (const callers of WRITERS) {
    for (const nodes of [1, 2]) {
      const there = rowOf(run, MONGODB, nodesRow(nodes, callers));
      const here = await simulate({
        ...scenario({ ...costs, mutation, roundTripMs: 0.1 }),
        kind: 'mutation',
        nodes,
        callers,
        storeCores: MEASURED_CORES,
        together: true,
      });
      const [was, is] = [there?.sample.perSecond, here.perSecond];
      rows.push([
        nodesRow(nodes, callers),
        figure(was),
        figure(is),
        was ? figure(is / was, 2) : NOTHING,
        figure(there?.ratios?.[0], 2),
        figure(here.looksARequest, 2),
      ]);
    }
  }
  const head = [
    '',
    'measured mutations/s',
    'computed',
    'ratio',
    'measured finds a mutation',
    'computed looks a mutation',
  ];
  return markdownTable(head, rows);
}

function scenario(costs: Costs): Omit<Scenario, 'kind' | 'nodes'> {
  return { costs, callers: CALLERS, storeCores: STORE_CORES, seconds: SECONDS, seed: SEED };
}

function nodesOf(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

function cellsOf({ perSecond, p50, p99, recordsABatch, taken, busy }: Outcome): string[] {
  const percent = (share: number) => `${figure(share * 100)} %`;
  const [part = '', share = 0] = Object.entries(busy).sort(([, one], [, other]) => other - one)[0] ?? [];
  const words: Readonly<Record<string, string>> = { node: 'the nodes', store: 'the database', log: 'the log' };
  return [
    figure(perSecond),
    figure(p50),
    figure(p99),
    figure(recordsABatch, 1),
    percent(taken),
    ...[busy.node, busy.store, busy.log].map(percent),
    share >= BINDS ? (words[part] ?? '') : 'turns',
  ];
}
