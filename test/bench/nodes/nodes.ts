import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openMongodb } from '#storage-mongodb/testing';
import { verdict } from '../table.js';
import type { NodeFigures, Round } from './protocol.js';

/** Writers of each node. */
const WRITERS = [2, 8];
/** Two nodes do at least so many times the mutations of one, although all of them and the engines share the processors. */
const FLOOR = 1.2;
const FINDS = 1.5;

interface Sample {
  readonly perSecond: number;
  readonly findsAMutation: number;
  readonly p99: number;
}

/** Measures one node and two nodes on one store, in alternating rounds. */
export async function nodes(
  mongodbUrl: string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<string> {
  const lines: string[] = ['MongoDB: audited changes of one node and of two, each a process of its own\n'];
  for (const writers of WRITERS) {
    const store = await openMongodb(mongodbUrl);
    const dbName = store.connection.name;
    const started = await Promise.all([1, 2].map(() => start([mongodbUrl, dbName, String(writers)])));
    const one: Sample[] = [];
    const two: Sample[] = [];
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
    lines.push(line(`1 node, ${name}`, single), line(`2 nodes, ${name}`, pair));
    lines.push(
      verdict(`mutations of two nodes, ${name}`, pair.perSecond / single.perSecond, { atLeast: FLOOR }, ' times'),
    );
    lines.push(verdict(`finds a mutation of two nodes, ${name}`, pair.findsAMutation, { atMost: FINDS }), '');
  }
  return lines.join('\n');
}

async function start(args: readonly string[]): Promise<ChildProcess> {
  const child = fork(new URL('./node.program.ts', import.meta.url), args, { execArgv: process.execArgv });
  await once(child, 'message');
  return child;
}

async function sampleOf(children: readonly ChildProcess[], seconds: number): Promise<Sample> {
  const figures = await Promise.all(
    children.map(async (child) => {
      child.send({ seconds } satisfies Round);
      const [answer] = await once(child, 'message');
      return answer as NodeFigures;
    }),
  );
  const mutations = figures.reduce((sum, node) => sum + node.mutations, 0);
  const finds = figures.reduce((sum, node) => sum + node.finds, 0);
  return {
    perSecond: mutations / seconds,
    findsAMutation: finds / mutations,
    p99: Math.max(...figures.map(({ p99 }) => p99)),
  };
}

function medianOf(samples: readonly Sample[]): Sample {
  const sorted = [...samples].sort((a, b) => a.perSecond - b.perSecond);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (!median) throw new Error('there was no round');
  return median;
}

function line(name: string, { perSecond, findsAMutation, p99 }: Sample): string {
  return `  ${name}: ${perSecond.toFixed(0)} mutations/s, ${findsAMutation.toFixed(2)} finds a mutation, p99 ${p99.toFixed(0)} ms`;
}
