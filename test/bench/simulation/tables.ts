import { MONGODB, nodesRow, WAYS, WRITERS } from '../nodes/rows.js';
import { figure, markdownTable, NOTHING } from '../report/markdown.js';
import { type PastRun, rowOf } from '../report/past-run.js';
import { type Outcome, type Scenario, simulate } from './cluster.js';
import { type Costs, costsOf, measuredCommitMs } from './costs.js';

const NODES = [1, 2, 4, 8, 16];
const COMMITS_MS = [1, 3, 10];
/** For so many commit times the log alone is simulated. */
const COMMITS = 60;
const LOGS = [1, 4];
const SEED = 15;
const SECONDS = 2;
/** Of a node: as many as the connections of the bench, whose costs these are. */
const CALLERS = 32;
/** Of a node, to see what more and fewer of them change. */
const FEW_AND_MANY = [8, CALLERS, 128];
const STORE_CORES = 16;
/** For the limit of the log alone: a database and nodes that cost next to nothing. */
const FREE = { nodeUs: 0.2, storeUs: 4 };
const FREE_LOG = { batchUs: 50, recordUs: 1, lookUs: 50, lostNodeUs: 1, lookNodeUs: 1 };
const FREE_MESSAGE = { senderUs: 1, appenderUs: 1, recordUs: 0.01 };
/** What the nodes and the database of the measurement share. */
const MEASURED_CORES = 2;
/** The way to the database and back on one machine, and to another node. */
const LOOPBACK_MS = 0.1;
/** The busiest part binds from this share on. */
const BINDS = 0.85;

/** The costs as a sentence. */
export function inputs({ reveal, mutation, log, message, commitMs, roundTripMs }: Costs): string {
  const us = (value: number) => `${figure(value)} µs`;
  return [
    `Computed with: a reveal takes ${us(reveal.nodeUs)} of a node and ${us(reveal.storeUs)} of the database, a mutation`,
    `${us(mutation.nodeUs)} and ${us(mutation.storeUs)}, an append ${us(log.batchUs)} and ${us(log.recordUs)} a record of the`,
    `database, a look ${us(log.lookUs)} of it and ${us(log.lookNodeUs)} of the node, an append that is refused`,
    `${us(log.lostNodeUs)} of the node; a message ${us(message.senderUs)} of the node that sends it, and ${us(message.appenderUs)} and`,
    `${us(message.recordUs)} a record of the appender (assumed: on loopback TLS, 8 records of 700 bytes took 126 µs of both nodes);`,
    `${figure(commitMs, 1)} ms until a batch is durable; ${figure(roundTripMs, 1)} ms to the database and back, and to another`,
    `node and back (assumed). Each node has one thread, the database ${STORE_CORES} processors, each node ${CALLERS} callers.`,
  ].join(' ');
}

/** Reveals and mutations by the number of nodes, each on a machine of its own, of which the first appends for all. */
export async function byNodes(costs: Costs): Promise<string> {
  const head = [
    'computed: nodes that forward',
    'a second',
    'p50 ms',
    'p99 ms',
    'records a batch',
    'appender busy',
    'others busy',
    'database busy',
    'log busy',
    'binds',
  ];
  return markdownTable(
    head,
    await rowsByNodes(async (asked) => cellsOf(await simulate({ ...scenario(costs), ...asked, forwards: true }))),
  );
}

/** The same nodes beside nodes of which each appends for itself, with few callers and with many. */
export async function byForwarding(costs: Costs): Promise<string> {
  const cell = async (asked: Partial<Scenario> & Asked) => {
    const { perSecond, p99 } = await simulate({ ...scenario(costs), ...asked, seconds: SECONDS / 2 });
    return `${figure(perSecond)} (${figure(p99)})`;
  };
  const rows = await rowsByNodes(async (asked) => {
    const cells: string[] = [];
    for (const callers of FEW_AND_MANY) {
      const together = await cell({ ...asked, callers, forwards: true });
      cells.push(together, asked.nodes === 1 ? NOTHING : await cell({ ...asked, callers }));
    }
    return cells;
  });
  const columns = FEW_AND_MANY.flatMap((callers) => [`${callers} callers: forward`, `${callers}: each for itself`]);
  return markdownTable(['computed: a second (p99 ms)', ...columns], rows);
}

type Asked = Pick<Scenario, 'kind' | 'nodes'>;

async function rowsByNodes(cells: (asked: Asked) => Promise<string[]>): Promise<string[][]> {
  const rows: string[][] = [];
  for (const kind of ['reveal', 'mutation'] as const) {
    for (const nodes of NODES) rows.push([`${kind}s, ${nodesOf(nodes)}`, ...(await cells({ kind, nodes }))]);
  }
  return rows;
}

/** Records a second of the log where nothing else costs anything and every batch is full: by nodes, by commit time, by number of logs. */
export async function bySequence(costs: Costs): Promise<string> {
  const free: Costs = { ...costs, reveal: FREE, mutation: FREE, log: FREE_LOG, message: FREE_MESSAGE };
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
          forwards: true,
          callers: 768,
          seconds: (COMMITS * commitMs) / 1_000,
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
  const alone = rowOf(run, MONGODB, nodesRow('one', Math.max(...WRITERS)))?.sample;
  if (!alone?.cpu || !alone.storeCpu) return NOTHING;
  const costs = costsOf([run]);
  const mutation = { nodeUs: alone.cpu, storeUs: Math.max(1, alone.storeCpu - 2 * costs.log.recordUs) };
  const measured = { ...costs, mutation, commitMs: measuredCommitMs(run, LOOPBACK_MS), roundTripMs: LOOPBACK_MS };
  const rows: string[][] = [];
  for (const callers of WRITERS) {
    for (const way of WAYS) {
      const there = rowOf(run, MONGODB, nodesRow(way, callers));
      const here = await simulate({
        ...scenario(measured),
        kind: 'mutation',
        nodes: way === 'one' ? 1 : 2,
        forwards: way === 'forwarding',
        callers,
        storeCores: MEASURED_CORES,
        together: true,
      });
      const [was, is] = [there?.sample.perSecond, here.perSecond];
      rows.push([
        nodesRow(way, callers),
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

function cellsOf({ perSecond, p50, p99, recordsABatch, busy }: Outcome): string[] {
  const percent = (share: number) => `${figure(share * 100)} %`;
  return [
    figure(perSecond),
    figure(p50),
    figure(p99),
    figure(recordsABatch, 1),
    busy.appender === 0 ? NOTHING : percent(busy.appender),
    ...[busy.node, busy.store, busy.log].map(percent),
    bindingOf(busy),
  ];
}

/** An append waits for processors, so the log binds only where none of them does. */
function bindingOf({ appender, node, store, log }: Outcome['busy']): string {
  const [name, share] = (
    [
      ['the appender', appender],
      ['the nodes', node],
      ['the database', store],
    ] as const
  ).reduce((most, part) => (part[1] > most[1] ? part : most));
  if (share >= BINDS) return name;
  return log >= BINDS ? 'the log' : 'no part';
}
