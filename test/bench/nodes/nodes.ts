import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openMongodb } from '#storage-mongodb/testing';
import type { Sample } from '../measure/load.js';
import { median } from '../measure/statistics.js';
import { storeUsage } from '../measure/store-usage.js';
import { usageOf } from '../measure/usage.js';
import { type Row, table, verdict } from '../table.js';
import { logCosts } from './log-costs.js';
import type { NodeFigures, Round } from './protocol.js';
import { MONGODB, nodesRow, WRITERS } from './rows.js';

/** Two nodes do at least so many times the mutations of one, although all of them and the engines share the processors. */
const FLOOR = 1.2;
const FINDS = 1.5;

interface Measured {
  readonly sample: Sample;
  readonly findsAMutation: number;
}

/** Measures one node and two nodes on one store, in alternating rounds. */
export async function nodes(
  mongodbUrl: string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<string> {
  const rows: Row[] = [];
  const lines: string[] = [];
  for (const writers of WRITERS) {
    const store = await openMongodb(mongodbUrl);
    const dbName = store.connection.name;
    const started = await Promise.all([1, 2].map(() => start([mongodbUrl, dbName, String(writers)])));
    const one: Measured[] = [];
    const two: Measured[] = [];
    try {
      await sampleOf(started, 1);
      for (let round = 0; round < rounds; round += 1) {
        one.push(await sampleOf(started.slice(0, 1), seconds));
        two.push(await sampleOf(started, seconds));
      }
    } finally {
      for (const child of started) child.disconnect();
      await Promise.all(started.map((child) => once(child, 'exit')));
      await store.close();
    }
    const [single, pair] = [medianOf(one), medianOf(two)];
    const name = `${writers} writers a node`;
    rows.push(row(nodesRow(1, writers), single), row(nodesRow(2, writers), pair));
    lines.push(
      verdict(
        `mutations of two nodes, ${name}`,
        pair.sample.perSecond / single.sample.perSecond,
        { atLeast: FLOOR },
        ' times',
      ),
    );
    lines.push(verdict(`finds a mutation of two nodes, ${name}`, pair.findsAMutation, { atMost: FINDS }), '');
  }
  const costs = await logCosts(mongodbUrl);
  return [
    table(`${MONGODB}: audited changes of one node and of two, each a process of its own`, rows, ['finds a mutation']),
    ...lines,
    costs,
  ].join('\n');
}

async function start(args: readonly string[]): Promise<ChildProcess> {
  const child = fork(new URL('./node.program.ts', import.meta.url), args, { execArgv: process.execArgv });
  await once(child, 'message');
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
