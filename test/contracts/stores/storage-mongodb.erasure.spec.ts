import type { Collection } from 'mongoose';
import { aBatch } from '#audit/testing';
import { newId } from '#kernel';
import { type MongodbUnderTest, openMongodb } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { recordsOf } from '../audit/audit-log-calls.js';
import { patient } from '../patience.js';

patient();

const ADDRESS = '203.0.113.99';

describeWithEngines('the erasure of personal values on MongoDB', ({ mongodbUrl }) => {
  let store: MongodbUnderTest;
  beforeAll(async () => {
    store = await openMongodb(mongodbUrl);
  });
  afterAll(() => store.close());

  const collection = (name: string): Collection => store.connection.collection(name);

  /** One batch with two records of `actor` and one of another. */
  async function append(actor: string): Promise<number> {
    const first = (await store.audit.head()) + 1;
    const personal = { ip: ADDRESS, actor_name: 'grace' };
    await store.audit.append(aBatch(first, [{ actor_id: actor, personal }, {}, { actor_id: actor, personal }]));
    return first;
  }

  it('leaves no erased value anywhere in the database, and every other byte of a batch as it was', async () => {
    const actor = newId();
    const first = await append(actor);
    const batch = () =>
      collection('audit_batches').findOne<{ records: { personal: object }[] }>({ _id: first } as never);
    const before = await batch();
    expect(await store.audit.erasePersonal(actor, 0, 10)).toEqual({ last: first + 2, erased: 2 });
    const expected = before?.records.map((record, n) => (n === 1 ? record : { ...record, personal: {} }));
    expect(await batch()).toEqual({ ...before, records: expected });
    for (const { name } of await store.connection.listCollections()) {
      const everything = JSON.stringify(await collection(name).find({}).toArray());
      expect(everything).not.toContain(ADDRESS);
      expect(everything).not.toContain('grace');
    }
  });

  it('completes an erasure that was interrupted between the log and its index', async () => {
    const actor = newId();
    const first = await append(actor);
    await recordsOf(store.audit, { ip: ADDRESS }, null, 10);
    const emptied = { 'records.0.personal': {}, 'records.2.personal': {} };
    await collection('audit_batches').updateOne({ _id: first } as never, { $set: emptied });
    expect(await recordsOf(store.audit, { ip: ADDRESS }, null, 10)).toHaveLength(2);
    expect(await store.audit.erasePersonal(actor, 0, 10)).toEqual({ last: first + 2, erased: 0 });
    expect(await recordsOf(store.audit, { ip: ADDRESS }, null, 10)).toEqual([]);
  });

  it('does not index an erased address again when the index is dropped and rebuilt', async () => {
    const actor = newId();
    const first = await append(actor);
    await store.audit.erasePersonal(actor, 0, 10);
    for (const name of ['audit_entries', 'audit_progress']) await collection(name).deleteMany({});
    const node = await store.another();
    try {
      expect(await recordsOf(node.audit, { ip: ADDRESS }, null, 10)).toEqual([]);
      expect((await recordsOf(node.audit, { actor }, null, 10)).map(({ seq }) => seq)).toEqual([first + 2, first]);
    } finally {
      await node.close();
    }
  });

  it('is not undone by another node that had read the batch for indexing before', async () => {
    for (let round = 0; round < 10; round += 1) {
      const actor = newId();
      const node = await store.another();
      await append(actor);
      // A node without any memory of the log indexes from the marker, at the same time as the erasure does.
      await Promise.all([recordsOf(node.audit, { ip: ADDRESS }, null, 10), store.audit.erasePersonal(actor, 0, 10)]);
      expect(await recordsOf(node.audit, { ip: ADDRESS }, null, 10)).toEqual([]);
      await node.close();
    }
  });

  it('erases at most 16 batches in one call, so that it answers in time, and the next call continues there [R89]', async () => {
    const actor = newId();
    const seqs: number[] = [];
    for (let n = 0; n < 20; n += 1) seqs.push(await append(actor));
    const page = await store.audit.erasePersonal(actor, 0, 1000);
    expect(page).toEqual({ last: (seqs[15] ?? 0) + 2, erased: 32 });
    expect(await store.audit.erasePersonal(actor, page.last ?? 0, 1000)).toEqual({
      last: (seqs[19] ?? 0) + 2,
      erased: 8,
    });
  });
});
