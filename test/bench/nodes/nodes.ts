import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeLeases } from '#audit';
import { AUDIT_TIMINGS } from '#audit/testing';
import { openMongodb } from '#storage-mongodb/testing';
import { freePort } from '../../containers/free-port.js';
import type { Sample } from '../measure/load.js';
import { median } from '../measure/statistics.js';
import { storeUsage } from '../measure/store-usage.js';
import { usageOf } from '../measure/usage.js';
import { type Row, table, verdict } from '../table.js';
import { logCosts } from './log-costs.js';
import type { NodeFigures, Round } from './protocol.js';
import { MONGODB, nodesRow, WAYS, type Way, WRITERS } from './rows.js';

/** Two nodes that forward do at least so many times the mutations of one, although they and the engines share the processors. */
const FLOOR = 1.2;
const FINDS = 1.5;
/** Seconds in which two nodes have to agree on the one that appends. */
const AGREE_SECONDS = 30;
const POLL_MS = 100;

interface Measured {
  readonly sample: Sample;
  readonly findsAMutation: number;
}

/** Two nodes on a log of their own. */
interface Pair {
  readonly children: readonly ChildProcess[];
  stop(): Promise<void>;
}

/** Measures one node, two nodes that forward and two that do not, in alternating rounds. */
export async function nodes(
  mongodbUrl: string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<string> {
  const rows: Row[] = [];
  const lines: string[] = [];
  for (const writers of WRITERS) {
    const measured: Record<Way, Measured[]> = { one: [], forwarding: [], separate: [] };
    const [forwarding, separate] = [await pairOf(mongodbUrl, writers, true), await pairOf(mongodbUrl, writers, false)];
    const children = {
      one: separate.children.slice(0, 1),
      forwarding: forwarding.children,
      separate: separate.children,
    };
    try {
      for (const way of WAYS) await sampleOf(children[way], 1);
      for (let round = 0; round < rounds; round += 1) {
        for (const way of WAYS) measured[way].push(await sampleOf(children[way], seconds));
      }
    } finally {
      await Promise.all([forwarding.stop(), separate.stop()]);
    }
    for (const way of WAYS) rows.push(row(nodesRow(way, writers), medianOf(measured[way])));
    lines.push(...verdicts(writers, measured));
  }
  const costs = await logCosts(mongodbUrl);
  return [
    table(`${MONGODB}: audited changes of one node and of two, each a process of its own`, rows, ['finds a mutation']),
    ...lines,
    costs,
  ].join('\n');
}

function verdicts(writers: number, measured: Readonly<Record<Way, readonly Measured[]>>): string[] {
  const [one, forwarding, separate] = WAYS.map((way) => medianOf(measured[way]));
  if (!one || !forwarding || !separate) throw new Error('a way was not measured');
  const name = `${writers} writers a node`;
  const times = forwarding.sample.perSecond / one.sample.perSecond;
  return [
    verdict(`mutations of two nodes that forward, ${name}`, times, { atLeast: FLOOR }, ' times'),
    verdict(`finds a mutation of two nodes that forward, ${name}`, forwarding.findsAMutation, { atMost: FINDS }),
    verdict(`finds a mutation of two nodes, ${name}`, separate.findsAMutation, { atMost: FINDS }),
    '',
  ];
}

async function pairOf(mongodbUrl: string, writers: number, forwards: boolean): Promise<Pair> {
  const store = await openMongodb(mongodbUrl);
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const child of children) child.disconnect();
    await Promise.all(children.map((child) => once(child, 'exit')));
    await store.close();
  };
  try {
    for (let node = 0; node < 2; node += 1) {
      const port = forwards ? [String(await freePort())] : [];
      children.push(await start([mongodbUrl, store.connection.name, String(writers), ...port]));
    }
    if (forwards) await agreed(store.leases);
    return { children, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until one node has the place of the sweeper and the other one knows that. */
async function agreed(leases: NodeLeases): Promise<void> {
  const until = performance.now() + AGREE_SECONDS * 1_000;
  while ((await leases.sweeper())?.address == null) {
    if (performance.now() > until) throw new Error('no node took the place of the sweeper');
    await sleep(POLL_MS);
  }
  await sleep(2 * AUDIT_TIMINGS.renew);
}

async function start(args: readonly string[]): Promise<ChildProcess> {
  const child = fork(new URL('./node.program.ts', import.meta.url), args, { execArgv: process.execArgv });
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (said !== 'ready') throw new Error('a node did not start');
  return child;
}

async function sampleOf(children: readonly ChildProcess[], seconds: number): Promise<Measured> {
  const used = () => children.map(({ pid = null }) => usageOf(pid)?.cpuMicroseconds ?? Number.NaN);
  const [before, storeBefore] = [used(), storeUsage()];
  const figures = await Promise.all(
    children.map(async (child) => {
      child.send({ seconds } satisfies Round);
      const [answer] = await once(child, 'message');
      return answer as NodeFigures;
    }),
  );
  const [after, storeAfter] = [used(), storeUsage()];
  const mutations = figures.reduce((sum, node) => sum + node.mutations, 0);
  const finds = figures.reduce((sum, node) => sum + node.finds, 0);
  return {
    sample: {
      perSecond: mutations / seconds,
      p50: median(figures.map(({ p50 }) => p50)),
      p99: Math.max(...figures.map(({ p99 }) => p99)),
      cpu: after.reduce((sum, use, at) => sum + use - (before[at] ?? Number.NaN), 0) / mutations,
      storeCpu: storeBefore && storeAfter && (storeAfter - storeBefore) / mutations,
      rssMib: null,
    },
    findsAMutation: finds / mutations,
  };
}

function medianOf(rounds: readonly Measured[]): Measured {
  const sorted = [...rounds].sort((a, b) => a.sample.perSecond - b.sample.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('there was no round');
  return middle;
}

function row(name: string, { sample, findsAMutation }: Measured): Row {
  return { name, sample, ratios: [findsAMutation] };
}
