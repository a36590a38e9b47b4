/**
 * One node of the bench, a process of its own: the audit of a server on MongoDB, with writers that each make one audited
 * change after another. A change inserts one document, so that all reads are the audit's.
 *
 * Arguments: the connection string, the database, the number of writers, and the port on which it takes records of other
 * nodes. Without a port it appends for itself alone.
 */
import { assembleAudit, TlsNodeLink } from '#audit/testing';
import { newId, SystemClock } from '#kernel';
import { aRequest } from '#kernel/testing';
import { connectMongodb } from '#storage-mongodb/testing';
import { aUser } from '#users/testing';
import { commandsOf, monitored } from '../../contracts/stores/mongodb-commands.js';
import { percentile } from '../measure/statistics.js';
import type { NodeFigures, Round } from './protocol.js';

const READS = new Set(['find', 'aggregate', 'getMore']);

const [url = '', dbName = '', writers = '1', linkPort] = process.argv.slice(2);
const store = await connectMongodb(monitored(url), dbName);
const alarm = { raise: (what: string, cause: unknown) => console.error(what, cause) };
const key = { id: 'bench', bytes: Buffer.alloc(32, 7) };
const link = linkPort === undefined ? null : new TlsNodeLink(`127.0.0.1:${linkPort}`, [key]);
const audit = assembleAudit({ log: store.audit, leases: store.leases, clock: new SystemClock(), alarm, link });
await audit.runtime.start();
await audit.runtime.join();
audit.runtime.startSweeping();
const sent = commandsOf(store);
process.send?.('ready');

async function write(until: number, latencies: number[]): Promise<void> {
  while (performance.now() < until) {
    const began = performance.now();
    const request = aRequest();
    const user = aUser();
    const what = { action: 'user:write', resourceType: 'user', resourceId: user.id } as const;
    await audit.trail.mutation(request, null, what, () => store.users.users.insert(user, newId()));
    latencies.push(performance.now() - began);
  }
}

async function round({ seconds }: Round): Promise<NodeFigures> {
  sent.length = 0;
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1_000;
  await Promise.all(Array.from({ length: Number(writers) }, () => write(until, latencies)));
  const finds = sent.filter(({ commandName }) => READS.has(commandName)).length;
  const p50 = percentile(latencies, 0.5);
  return { mutations: latencies.length, finds, p50, p99: percentile(latencies, 0.99) };
}

process.on('message', (message: Round) => void round(message).then((figures) => process.send?.(figures)));
process.on('disconnect', () => process.exit());
