import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { aRecord, assembleAudit, batchOf } from '#audit/testing';
import { BundleWriter, checkpointText, Tree } from '#audit-proofs';
import { verifyFile } from '#audit-proofs/offline';
import { aCheckpoint, Integrator, LeafHashes, NoteSigner, TileCheck } from '#audit-proofs/testing';
import { SystemClock } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import { eventually } from '../faults/support/eventually.js';
import { scratchFolder } from './contestants/coffer.js';
import { percentile } from './measure/statistics.js';
import { verdict } from './table.js';

const ORIGIN = 'coffer.example.com/audit';
const RECORDS_A_BATCH = 256;
const RECORDS_A_TILE = 256;
const PROOFS = 1_000;
/** The default of AUDIT_SCRUB_PER_SECOND. */
const SCRUB_PER_SECOND = 1_000;
const NANOSECONDS_A_MS = 1_000_000;
const MICROSECONDS_A_SECOND = 1_000_000;
const MEBIBYTE = 1_048_576;
/** Between two looks at the memory. */
const RSS_EVERY_MS = 20;
/** A bundle of a million records has to be verified in this time. */
const VERIFIED_SECONDS = 10;
const MILLION = 1_000_000;

/** What every record of a reveal has beside its ids. */
const VALUES = {
  personal: { actor_name: 'ada', ip: '192.0.2.7', user_agent: 'curl/8.5.0' },
  lasting: { resource_name: 'prod/db/password' },
};

/**
 * Fills a log past the server, then does with it what a server does at its first start, and an auditor afterwards: the tree,
 * proofs, an export, a bundle, its verification, a scrub. Prints each figure when it is known.
 */
export async function largeLog(
  name: string,
  open: () => Promise<StoreUnderTest>,
  records: number,
  print: (text: string) => void,
): Promise<void> {
  const store = await open();
  const folder = scratchFolder();
  const bundle = join(folder.path, 'bundle.tar');
  const clock = new SystemClock();
  try {
    await fillLog(store, records);
    const leaves = new LeafHashes(store.audit);
    const tree = new Tree(store.audit, leaves, store.tiles, clock);
    print(`${name}: a log of ${records.toLocaleString('en')} records\n`);
    print(await integrated(new Integrator(leaves, store.tiles, clock), records));
    print(verdict('proof of a record, p99', percentile(await proofTimes(tree, records), 0.99), { atMost: 20 }, ' ms'));
    print(await exported(store, records));
    await publish(store, await tree.root(records), records);
    print(await bundled(store, bundle, records));
    print(await verified(bundle, records));
    print(`${await scrubbed(new TileCheck(store.audit, store.tiles, clock), records)}\n`);
  } finally {
    folder.remove();
    await store.close();
  }
}

/** Appends the records, and waits for the index of queries: such a burst leaves that of MongoDB a minute behind. */
async function fillLog({ audit }: StoreUnderTest, records: number): Promise<void> {
  for (let first = 1; first <= records; first += RECORDS_A_BATCH) {
    const count = Math.min(RECORDS_A_BATCH, records - first + 1);
    const batch = Array.from({ length: count }, (_, at) => aRecord(first + at, VALUES));
    if ((await audit.append(batchOf(first, batch))) !== 'appended') throw new Error('a batch was not appended');
  }
  await eventually(() => audit.openIntents(1));
}

/** As the first start of a version with a tree does it. */
async function integrated(integrator: Integrator, records: number): Promise<string> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const { seconds, mebibytes } = await measured(() => integrator.integrate(records));
  delays.disable();
  return [
    verdict('integration', records / seconds, { atLeast: 20_000 }, ' records/s'),
    verdict('the event loop meanwhile, p99', delays.percentile(99) / NANOSECONDS_A_MS, { atMost: 20 }, ' ms'),
    verdict('memory meanwhile, more than before', mebibytes, { atMost: 150 }, ' MiB'),
  ].join('\n');
}

async function proofTimes(tree: Tree, records: number): Promise<number[]> {
  const times: number[] = [];
  for (let proof = 0; proof < PROOFS; proof++) {
    const began = performance.now();
    await tree.inclusion(Math.floor(Math.random() * records), records);
    times.push(performance.now() - began);
  }
  return times;
}

/** What the scrub costs, which compares SCRUB_PER_SECOND old records a second. */
async function scrubbed(check: TileCheck, records: number): Promise<string> {
  const full = Math.floor(records / RECORDS_A_TILE);
  const { cpuSeconds } = await measured(async () => {
    for (let tile = 0; tile < full; tile++)
      if ((await check.of(tile)).length > 0) throw new Error(`tile ${tile} looks altered`);
  });
  const share = (cpuSeconds / (full * RECORDS_A_TILE)) * SCRUB_PER_SECOND;
  return verdict(
    'CPU of the scrub while it works, of one processor, without a database server',
    share * 100,
    { atMost: 3 },
    ' %',
  );
}

async function exported({ audit: log, leases }: StoreUnderTest, records: number): Promise<string> {
  const { lines } = assembleAudit({ log, leases, clock: new SystemClock(), alarm: { raise: () => {} } });
  let count = 0;
  const { seconds, mebibytes } = await measured(async () => {
    for await (const { at } of lines.from(1)) count += at === null ? 0 : 1;
  });
  if (count !== records) throw new Error(`the export has ${count} records`);
  return verdict(
    `memory of an export in ${seconds.toFixed(1)} s, more than before`,
    mebibytes,
    { atMost: 150 },
    ' MiB',
  );
}

async function publish({ checkpoints }: StoreUnderTest, hash: Buffer, size: number): Promise<void> {
  const signer = new NoteSigner(ORIGIN);
  const note = signer.note(checkpointText({ origin: ORIGIN, size, root: hash }));
  const [root, keys] = [hash.toString('base64'), [{ vkey: signer.vkey, state: 'active' as const }]];
  await checkpoints.publish('signed', aCheckpoint(size, { origin: ORIGIN, root, note, keys }));
}

async function bundled({ audit, tiles, checkpoints }: StoreUnderTest, file: string, records: number): Promise<string> {
  const writer = new BundleWriter(audit, tiles, checkpoints, new SystemClock());
  const { seconds, mebibytes } = await measured(() =>
    pipeline(Readable.from(writer.stream({ personal: true })), createWriteStream(file)),
  );
  const what = `memory of a bundle, ${Math.round(records / seconds).toLocaleString('en')} records/s, more than before`;
  return verdict(what, mebibytes, { atMost: 150 }, ' MiB');
}

async function verified(file: string, records: number): Promise<string> {
  const { seconds, cpuSeconds, mebibytes } = await measured(async () => {
    const report = await verifyFile(file);
    if (!report.consistent || report.records !== records) throw new Error('the bundle is not verified');
  });
  const atMost = (VERIFIED_SECONDS * records) / MILLION;
  return [
    verdict('the bundle is verified', seconds, { atMost }, ' s'),
    verdict('CPU of that, all threads', cpuSeconds, { atMost }, ' s'),
    verdict('memory of that, more than before', mebibytes, { atMost: 500 }, ' MiB'),
  ].join('\n');
}

interface Cost {
  readonly seconds: number;
  /** Of all threads of this process. */
  readonly cpuSeconds: number;
  /** The most that was resident, less what was before. */
  readonly mebibytes: number;
}

async function measured(work: () => Promise<void>): Promise<Cost> {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, RSS_EVERY_MS);
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / MICROSECONDS_A_SECOND, mebibytes: (most - before) / MEBIBYTE };
}
