import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../measure/statistics.js';
import { usageOf } from '../measure/usage.js';
import type { Opened } from './stage.js';
import { statusOf } from './target.js';

/** One reveal each 25 ms: 2,400 a minute, below the limit of an account. */
const REVEAL_MS = 25;
const PROBE_MS = 50;
const RSS_MS = 100;
/** An answer that takes longer counts as so long. */
const LOST_MS = 30_000;

/** What a well-behaved caller saw, in milliseconds, and what the server held. */
export interface Seen {
  readonly reveals: number;
  /** Answers other than 200. */
  readonly refused: number;
  readonly p99: number;
  readonly healthP99: number;
  /** The most at any time. */
  readonly rssMib: number;
}

/** Reveals and asks for /health at a fixed pace for some seconds, however long the answers take. */
export async function watch({ server, target, token, secretIds }: Opened, seconds: number): Promise<Seen> {
  const agent = new Agent({ keepAlive: true });
  const to = { host: target.host, port: target.port, agent, timeout: LOST_MS };
  const end = performance.now() + seconds * 1_000;
  const headers = { authorization: `Bearer ${token}` };
  const [reveals, probes] = [new Timed(), new Timed()];
  let rssMib = 0;
  await Promise.all([
    paced(end, REVEAL_MS, (n) => {
      const path = `/api/v1/secrets/${secretIds[n % secretIds.length]}/reveal`;
      return reveals.time(() => statusOf({ ...to, path, headers }));
    }),
    paced(end, PROBE_MS, () => probes.time(() => statusOf({ ...to, path: '/health' }))),
    paced(end, RSS_MS, async () => {
      rssMib = Math.max(rssMib, usageOf(server.pid)?.rssMib ?? 0);
    }),
  ]);
  agent.destroy();
  return {
    reveals: reveals.latencies.length,
    refused: reveals.refused,
    p99: percentile(reveals.latencies, 0.99),
    healthP99: percentile(probes.latencies, 0.99),
    rssMib,
  };
}

class Timed {
  readonly latencies: number[] = [];
  refused = 0;

  async time(ask: () => Promise<number>): Promise<void> {
    const began = performance.now();
    const status = await ask().catch(() => 0);
    this.latencies.push(status === 0 ? LOST_MS : performance.now() - began);
    if (status !== 200) this.refused += 1;
  }
}

/** Begins a call each `everyMs`, whether earlier ones have ended or not: as callers do who do not know each other. */
async function paced(end: number, everyMs: number, call: (n: number) => Promise<void>): Promise<void> {
  const under: Promise<void>[] = [];
  for (let n = 0, due = performance.now(); performance.now() < end; n += 1) {
    under.push(call(n));
    due += everyMs;
    await pause(Math.max(0, due - performance.now()));
  }
  await Promise.all(under);
}
