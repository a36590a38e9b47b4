import { monitorEventLoopDelay } from 'node:perf_hooks';
import { aRecord, batchOf } from '#audit/testing';
import { Tree } from '#audit-proofs';
import { Integrator, LeafHashes } from '#audit-proofs/testing';
import { SystemClock } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import type { Site } from '../e2e/support/processes/pairs.js';
import { furnish, scratchFolder, startCoffer } from './contestants/coffer.js';
import { type Contestant, interleave, medianOf, type Rounds, ratio } from './measure/rounds.js';
import { percentile } from './measure/statistics.js';
import { table, verdict } from './table.js';

const SECRETS = 1_000;
const [ON, OFF] = ['reveal with checkpoints', 'reveal without'];

/** Records of the log that is integrated. */
const RECORDS = 200_000;
const RECORDS_A_BATCH = 256;
const PROOFS = 1_000;
const NANOSECONDS_A_MS = 1_000_000;

/** Compares reveals on a server that makes a checkpoint each second with those on one that makes none. */
export async function treeCost(
  name: string,
  open: (env: Record<string, string>) => Promise<Site>,
  rounds: Rounds,
): Promise<string> {
  const folder = scratchFolder();
  const sites = [await open({ AUDIT_CHECKPOINT_EVERY: '1s' }), await open({ AUDIT_CHECKPOINT_EVERY: 'off' })];
  const servers = await Promise.all(sites.map((site) => startCoffer(site, folder.path)));
  try {
    const contestants: Contestant[] = [];
    for (const [at, server] of servers.entries()) {
      const { reveal } = await furnish(server, SECRETS);
      contestants.push({ name: at === 0 ? ON : OFF, load: reveal, pid: server.pid });
    }
    const results = await interleave(contestants, rounds);
    const rows = contestants.flatMap(({ name: kind }) => {
      const sample = medianOf(results, kind);
      return sample ? [{ name: kind, sample, ratios: [ratio(results, kind, OFF, 'perSecond')] }] : [];
    });
    const terms = `${SECRETS.toLocaleString('en')} secrets, medians of ${rounds.rounds} rounds of ${rounds.seconds} s`;
    const cpu = verdict('CPU of a reveal without / with checkpoints', ratio(results, OFF, ON, 'cpu'), {
      atLeast: 0.97,
    });
    return `${table(`${name}: ${terms}`, rows, ['of without'])}\n${cpu}\n`;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(sites.map((site) => site.clear()));
    folder.remove();
  }
}

/** Integrates a log that has no tree yet, as the first start of this version does, then proves records of it. */
export async function integration(name: string, open: () => Promise<StoreUnderTest>): Promise<string> {
  const store = await open();
  const clock = new SystemClock();
  try {
    await fillLog(store);
    const leaves = new LeafHashes(store.audit);
    const delays = monitorEventLoopDelay({ resolution: 1 });
    const began = performance.now();
    delays.enable();
    await new Integrator(leaves, store.tiles, clock).integrate(RECORDS);
    delays.disable();
    const perSecond = RECORDS / ((performance.now() - began) / 1_000);
    const times = await proofTimes(new Tree(store.audit, leaves, store.tiles, clock));
    return [
      `${name}: a log of ${RECORDS.toLocaleString('en')} records is integrated\n`,
      verdict('integration', perSecond, { atLeast: 20_000 }, ' records/s'),
      verdict('the event loop meanwhile, p99', delays.percentile(99) / NANOSECONDS_A_MS, { atMost: 20 }, ' ms'),
      verdict('proof of a record, p99', percentile(times, 0.99), { atMost: 20 }, ' ms'),
      '',
    ].join('\n');
  } finally {
    await store.close();
  }
}

async function fillLog({ audit }: StoreUnderTest): Promise<void> {
  const sample = aRecord(1);
  for (let first = 1; first <= RECORDS; first += RECORDS_A_BATCH) {
    const count = Math.min(RECORDS_A_BATCH, RECORDS - first + 1);
    const records = Array.from({ length: count }, (_, at) => {
      const seq = first + at;
      return { ...sample, seq, leaf: sample.leaf.replace('"seq":1', `"seq":${seq}`) };
    });
    if ((await audit.append(batchOf(first, records))) !== 'appended') throw new Error('a batch was not appended');
  }
}

async function proofTimes(tree: Tree): Promise<number[]> {
  const times: number[] = [];
  for (let proof = 0; proof < PROOFS; proof++) {
    const began = performance.now();
    await tree.inclusion(Math.floor(Math.random() * RECORDS), RECORDS);
    times.push(performance.now() - began);
  }
  return times;
}
