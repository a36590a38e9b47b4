import { type Connection, mongo } from 'mongoose';
import { parseLeaf } from '#audit';
import { aBatch, rowsOf } from '#audit/testing';
import { STORE_FORMAT, StartError, StoreEngine } from '#kernel';
import {
  freshDatabase,
  type Migration,
  type MongodbUnderTest,
  openMongodb,
  StoreMigrations,
  startMongodb,
} from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { formatOf, OLDER_STORES, restoreDocuments } from '../../fixtures/stores/older-stores.js';
import { patient } from '../patience.js';
import { commandsOf, monitored } from './mongodb-commands.js';

patient();

const [NEXT, AFTER] = [STORE_FORMAT + 1, STORE_FORMAT + 2];

describeWithEngines('the migrations of MongoDB', ({ mongodbUrl }) => {
  let dbName: string;
  beforeEach(() => {
    dbName = freshDatabase();
  });

  const storedFormat = async (connection: Connection) =>
    (await connection.collection<{ _id: string; format: number }>('store_format').findOne({ _id: 'store' }))?.format;

  async function withStore(work: (store: MongodbUnderTest) => Promise<void>): Promise<void> {
    const store = await openMongodb(mongodbUrl, dbName);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  }

  it('do not run on a store of a newer format, which is refused by name before anything is written [R109]', async () => {
    const client = await mongo.MongoClient.connect(mongodbUrl);
    const database = client.db(dbName);
    try {
      await database.collection<{ _id: string }>('store_format').insertOne({ _id: 'store', format: NEXT } as never);
      const refusal = await startMongodb({ url: mongodbUrl, dbName }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StartError);
      expect((refusal as Error).message).toBe(
        `This data was written by a newer Coffer (store format ${NEXT}; this build knows 1 to ${STORE_FORMAT}). Start the newer build.`,
      );
      const collections = await database.listCollections().toArray();
      expect(collections.map(({ name }) => name)).toEqual(['store_format']);
    } finally {
      await database.dropDatabase();
      await client.close();
    }
  });

  it('leave an empty store and each older one in the present format', async () => {
    await withStore(async ({ connection }) => expect(await storedFormat(connection)).toBe(STORE_FORMAT));
    for (const older of OLDER_STORES) {
      dbName = freshDatabase();
      await restoreDocuments(older, mongodbUrl, dbName);
      await withStore(async ({ connection }) => expect(await storedFormat(connection)).toBe(STORE_FORMAT));
    }
  });

  it('are told to the operator before and after they run on an older store, and only then', async () => {
    const toldBy = async () => {
      const told: string[] = [];
      const context = await startMongodb({ url: mongodbUrl, dbName }, undefined, (line) => told.push(line));
      await context.get(StoreEngine).close();
      await context.close();
      return told;
    };
    await withStore(async () => expect(await toldBy()).toEqual([]));
    for (const older of OLDER_STORES) {
      dbName = freshDatabase();
      await restoreDocuments(older, mongodbUrl, dbName);
      expect(await toldBy()).toEqual([
        `the store is brought from format ${formatOf(older)} to format ${STORE_FORMAT}: this may take minutes`,
        expect.stringMatching(`^the store has format ${STORE_FORMAT} now, after \\d+\\.\\d s$`),
      ]);
      await withStore(async () => expect(await toldBy()).toEqual([]));
    }
    dbName = freshDatabase();
    expect(await toldBy()).toEqual([]);
    await withStore(async () => {});
  });

  it('continue where a start ended in the middle of one, and do not repeat finished ones', async () => {
    await withStore(async ({ connection }) => {
      const made: number[] = [];
      const rows = connection.collection<{ _id: number }>('migrated');
      const first: Migration = async () => {
        made.push(NEXT);
      };
      const half: Migration = async () => {
        await rows.insertOne({ _id: 1 });
        throw new Error('the process died');
      };
      const whole: Migration = async () => {
        made.push(AFTER);
        for (const _id of [1, 2]) await rows.updateOne({ _id }, { $set: { moved: true } }, { upsert: true });
      };
      const run = (second: Migration) =>
        new StoreMigrations(connection, { [NEXT]: first, [AFTER]: second }, AFTER).run();

      await expect(run(half)).rejects.toThrow('the process died');
      expect(await storedFormat(connection)).toBe(NEXT);
      await run(whole);
      expect(await storedFormat(connection)).toBe(AFTER);
      expect(made).toEqual([NEXT, AFTER]);
      expect(await rows.countDocuments({ moved: true })).toBe(2);
    });
  });

  it('pass over the formats that need none by one write', async () => {
    const store = await openMongodb(monitored(mongodbUrl), dbName);
    try {
      const sent = commandsOf(store);
      await new StoreMigrations(store.connection, {}, STORE_FORMAT + 5).run();
      expect(sent.filter(({ commandName }) => commandName === 'update')).toHaveLength(1);
      expect(await storedFormat(store.connection)).toBe(STORE_FORMAT + 5);
    } finally {
      await store.close();
    }
  });

  it('give the entries of refusals the ids of their decisions, and may be repeated', async () => {
    await withStore(async ({ audit, connection }) => {
      const refused = (n: number) => ({ outcome: n % 2 ? 'denied' : 'failed', decision_id: `d-${n}` }) as const;
      const batches = [1, 251, 501].map((first) =>
        aBatch(
          first,
          Array.from({ length: 250 }, (_, n) => (n === 7 ? {} : refused(first + n))),
        ),
      );
      for (const batch of batches) await audit.append(batch);
      const found = async (n: number) =>
        (await audit.query({ decisionId: `d-${n}` }, null, 10, rowsOf())).records.map(({ seq }) => seq);
      expect(await found(700)).toEqual([700]);
      await connection.collection('audit_entries').updateMany({}, { $unset: { decision: true } });
      expect(await found(700)).toEqual([]);
      for (let turn = 0; turn < 2; turn += 1) {
        await connection
          .collection<{ _id: string }>('store_format')
          .updateOne({ _id: 'store' }, { $set: { format: 7 } });
        await new StoreMigrations(connection).run();
        for (const n of [1, 300, 700, 750]) expect(await found(n)).toEqual([n]);
      }
      expect(await storedFormat(connection)).toBe(STORE_FORMAT);
    });
  });

  it.each(OLDER_STORES.filter((older) => formatOf(older) >= 16))(
    'index the credentials of %s, if an earlier build passed over that, and may be repeated',
    async (older) => {
      await restoreDocuments(older, mongodbUrl, dbName);
      const client = await mongo.MongoClient.connect(mongodbUrl);
      await client
        .db(dbName)
        .collection('audit_entries')
        .updateMany({}, { $unset: { credential: true } });
      await client.close();
      await withStore(async ({ audit, connection }) => {
        const leaves = (await audit.read(1, 1_000)).map(({ leaf }) => parseLeaf(leaf));
        const credentials = [...new Set(leaves.flatMap(({ credential }) => credential ?? []))];
        const seqsOf = (credential: string) =>
          leaves.filter((leaf) => leaf.credential === credential).map(({ seq }) => seq);
        expect(credentials.length).toBeGreaterThan(1);
        for (let turn = 0; turn < 2; turn += 1) {
          for (const credential of credentials) {
            const { records } = await audit.query({ credential }, null, 1_000, rowsOf());
            expect(records.map(({ seq }) => seq)).toEqual(seqsOf(credential).reverse());
          }
          await connection
            .collection<{ _id: string }>('store_format')
            .updateOne({ _id: 'store' }, { $set: { format: 20 } });
          await new StoreMigrations(connection).run();
        }
        expect(await storedFormat(connection)).toBe(STORE_FORMAT);
      });
    },
  );

  it('end in one format when several nodes start at the same time', async () => {
    await withStore(async ({ connection }) => {
      const nothing: Migration = async () => {};
      const migrations = { [NEXT]: nothing, [AFTER]: nothing };
      const nodes = Array.from({ length: 5 }, () => new StoreMigrations(connection, migrations, AFTER).run());
      await Promise.all(nodes);
      expect(await storedFormat(connection)).toBe(AFTER);
    });
  });
});
