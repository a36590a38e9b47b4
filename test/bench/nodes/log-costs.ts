import { aRecord, batchOf, copiesOf } from '#audit/testing';
import { openMongodb } from '#storage-mongodb/testing';
import type { Sample } from '../measure/load.js';
import { percentile } from '../measure/statistics.js';
import { storeUsage } from '../measure/store-usage.js';
import { table } from '../table.js';
import { LARGE, LOOK, MANY_RECORDS, MONGODB, ONE_RECORD } from './rows.js';

const TIMES = 300;
const MICROSECONDS_A_MS = 1_000;

/** Measures what one node alone pays for an append to the audit log and for a look at it, one after the other. */
export async function logCosts(mongodbUrl: string): Promise<string> {
  const store = await openMongodb(mongodbUrl);
  const sample = aRecord(1);
  let next = 1;
  const append = async (count: number) => {
    const batch = batchOf(next, copiesOf(sample, next, count));
    if ((await store.audit.append(batch)) !== 'appended') throw new Error('a batch was not appended');
    next += count;
  };
  try {
    await timed(() => append(1));
    const rows = [
      { name: ONE_RECORD, sample: await timed(() => append(1)) },
      { name: MANY_RECORDS, sample: await timed(() => append(LARGE)) },
      { name: LOOK, sample: await timed(() => store.audit.follow(next - 1, () => false)) },
    ];
    return table(`${MONGODB}: the audit log, ${TIMES} calls one after the other`, rows);
  } finally {
    await store.close();
  }
}

async function timed(call: () => Promise<unknown>): Promise<Sample> {
  const latencies: number[] = [];
  const [before, storeBefore, began] = [process.cpuUsage(), storeUsage(), performance.now()];
  for (let n = 0; n < TIMES; n += 1) {
    const from = performance.now();
    await call();
    latencies.push(performance.now() - from);
  }
  const [used, storeAfter, elapsed] = [process.cpuUsage(before), storeUsage(), performance.now() - began];
  return {
    perSecond: (TIMES * MICROSECONDS_A_MS) / elapsed,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: (used.user + used.system) / TIMES,
    storeCpu: storeBefore && storeAfter && (storeAfter - storeBefore) / TIMES,
    rssMib: null,
  };
}
