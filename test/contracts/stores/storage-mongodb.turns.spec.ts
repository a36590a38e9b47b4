import type { CommandStartedEvent } from 'mongodb';
import { AUDIT_TIMINGS, aBatch, assembleAudit, parseLeaf } from '#audit/testing';
import { newId, SystemClock } from '#kernel';
import { aRequest } from '#kernel/testing';
import { connectMongodb, freshDatabase, type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { patient } from '../patience.js';
import { commandsOf, monitored, repliesTo, rowsIn } from './mongodb-commands.js';

patient();

const TURNS = 20;
/** For a busy machine: no record comes too late. */
const PATIENT = { ...AUDIT_TIMINGS, deadline: 60_000, hang: 60_000 };
/** The collection of the log. */
const LOG = 'audit_batches';

/** The index reads the log, too, whenever it gets to it: with `$gt`, which appends never use. */
function ofAppends(sent: readonly CommandStartedEvent[]): CommandStartedEvent[] {
  return sent.filter(({ command }) => command.filter?._id?.$gt === undefined);
}

describeWithEngines('the audit log of two nodes on MongoDB', ({ mongodbUrl }) => {
  const pair: MongodbUnderTest[] = [];
  beforeEach(async () => {
    const dbName = freshDatabase();
    const url = monitored(mongodbUrl);
    pair.push(await openMongodb(url, dbName), await connectMongodb(url, dbName));
  });
  afterEach(async () => {
    for (const node of pair.splice(0).reverse()) await node.close();
  });

  /** One node's audit, which sweeps nothing. */
  async function auditOf(store: MongodbUnderTest) {
    const alarm = { raise: () => {} };
    const audit = assembleAudit({
      log: store.audit,
      leases: store.leases,
      clock: new SystemClock(),
      alarm,
      timings: PATIENT,
    });
    await audit.runtime.start();
    const change = async (): Promise<void> => {
      const what = { action: 'secret:write', resourceType: 'secret', resourceId: newId() } as const;
      await audit.trail.mutation(aRequest(), null, what, async () => {});
    };
    return { change, sent: commandsOf(store) };
  }

  it('costs at most 1.5 reads and 3 writes a change if nodes change something in turns, however long the log is [R105]', async () => {
    const nodes = [await auditOf(pair[0] as MongodbUnderTest), await auditOf(pair[1] as MongodbUnderTest)];
    for (const [index, length] of [TURNS, TURNS * 2].entries()) {
      for (const { sent } of nodes) sent.length = 0;
      for (let turn = 0; turn < length; turn += 1) for (const node of nodes) await node.change();
      const onLog = nodes
        .flatMap(({ sent }) => ofAppends(sent))
        .map(({ commandName, command }) => `${commandName} ${command[commandName]}`);
      const count = (what: string) => onLog.filter((one) => one === what).length / (2 * length);
      expect({ index, finds: count(`find ${LOG}`) }).toEqual({ index, finds: expect.closeTo(1, 1) });
      expect(count(`insert ${LOG}`)).toBeLessThanOrEqual(3);
    }
    const seqs = (await (pair[0] as MongodbUnderTest).audit.read(1, 1_000)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 12 * TURNS }, (_, index) => index + 1));
  });

  it('reads nothing that was there before, and no record of another node, to find the next number [R105]', async () => {
    const [here, there] = pair.map(({ audit }) => audit);
    if (!here || !there) throw new Error('two nodes are needed');
    const full = Array.from({ length: 256 }, () => ({}));
    await here.append(aBatch(1, full));
    await there.append(aBatch(257, full));
    const replies = repliesTo(pair[0] as MongodbUnderTest);
    expect(await here.append(aBatch(257))).toBe('taken');
    expect(await here.follow(256, () => false)).toEqual({ head: 512, outcomes: [], isAll: true });
    expect(await here.append(aBatch(513))).toBe('appended');
    expect(rowsIn(replies)).toEqual([{ _id: 257, last: 512, closes: expect.any(Array) }]);
  });

  it('finds awaited outcomes also in a batch that an older node wrote, which does not name them', async () => {
    const [here, there] = pair.map(({ audit }) => audit);
    if (!here || !there) throw new Error('two nodes are needed');
    const requests = [newId(), newId()];
    await here.append(aBatch(1));
    await there.append(aBatch(2, [{ outcome: 'succeeded', request_id: requests[0] }, { outcome: 'failed' }]));
    await there.append(aBatch(4, [{ outcome: 'allowed', request_id: requests[1] }, { request_id: requests[1] }]));
    const awaited = (requestId: string) => requests.includes(requestId);
    const seqs = async () => (await here.follow(1, awaited)).outcomes.map(({ seq }) => seq);
    expect(await seqs()).toEqual([2, 5]);
    await pair[0]?.connection.collection<{ _id: number }>(LOG).updateMany({}, { $unset: { closes: true } });
    expect(await seqs()).toEqual([2, 5]);
    expect(await here.follow(5, awaited)).toEqual({ head: 5, outcomes: [], isAll: true });
    const [second] = await here.read(2, 1);
    expect(parseLeaf(second?.leaf ?? '').request_id).toBe(requests[0]);
  });
});
