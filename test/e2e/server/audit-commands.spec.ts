import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRecord, batchOf, copiesOf } from '#audit/testing';
import { connectMongodb, type MongodbUnderTest } from '#storage-mongodb/testing';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { productionSite, type Site } from '../support/processes/pairs.js';
import { failureOf } from '../support/processes/refusals.js';
import type { Server } from '../support/processes/server.js';

/** Full tiles under one of level 1, which an archive takes as a whole. */
const [BATCH, BATCHES] = [256, 256];
const ARCHIVED = BATCH * BATCHES;

type Documents = ReadonlyMap<string, readonly Record<string, unknown>[]>;

describeWithEngines('commands about the audit, on MongoDB and OpenBao', () => {
  let site: Site;
  let store: MongodbUnderTest;
  let server: Server;
  let admin: Api;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-archive-'));
    site = await productionSite({ AUDIT_CHECKPOINT_EVERY: '1s' });
    store = await connectMongodb(site.engines?.mongodbUrl ?? '', site.env.DB_NAME ?? '');
    server = await site.start();
    admin = await setUp(server);
    await fill();
  });
  afterAll(async () => {
    await site.clear();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** As many records as an archive takes, past the server. */
  async function fill(): Promise<void> {
    const record = aRecord(1, { personal: {} });
    const head = await store.audit.head();
    for (let first = head + 1; first <= ARCHIVED; first += BATCH) {
      expect(await store.audit.append(batchOf(first, copiesOf(record, first, BATCH)))).toBe('appended');
    }
  }

  /** Waits until a checkpoint covers what was recorded until now. */
  async function signed(): Promise<string> {
    const head = await store.audit.head();
    return eventually(async () => {
      const { text } = must(await admin.get('/audit/checkpoint'));
      expect(Number(text.split('\n')[1])).toBeGreaterThanOrEqual(head);
      return text;
    });
  }

  /** What a dump of the database has. */
  async function dump(): Promise<Documents> {
    const collections = await store.connection.db?.collections();
    const all = (collections ?? []).map(async (one) => {
      const documents = await one.find({}, { promoteValues: false, promoteLongs: false }).toArray();
      return [one.collectionName, documents] as const;
    });
    return new Map(await Promise.all(all));
  }

  async function restore(documents: Documents): Promise<void> {
    for (const one of (await store.connection.db?.collections()) ?? []) {
      await one.deleteMany({});
      const before = documents.get(one.collectionName) ?? [];
      if (before.length > 0) await one.insertMany([...before]);
    }
  }

  it('archive records beside a running server, which then says that they are archived', async () => {
    await signed();
    const archive = (before: string) => site.run(['audit', 'archive', '--before', before, '--to', folder]);
    const none = await archive('2020-01-01T00:00:00Z');
    expect([none.code, none.told]).toEqual([0, [expect.stringMatching(/^Nothing to archive/)]]);
    const { code, told, complained } = await archive('2099-01-01T00:00:00Z');
    expect([code, complained]).toEqual([0, []]);
    expect(told.at(-1)).toMatch(new RegExp(`^Records 1 to ${ARCHIVED} are in .*\\(SHA-256 [0-9a-f]{64}\\)`));
    expectProblem(await admin.get('/audit/logs/7/proof'), 410, 'record_archived');
    const [{ seq }] = must(await admin.get('/audit/logs?action=audit:archive')).body.items;
    expect(seq).toBeGreaterThan(ARCHIVED);
  });

  it('accept a store that was restored from a dump, under the next origin', async () => {
    const [origin] = (await signed()).split('\n');
    const documents = await dump();
    must(await admin.get('/auth/me'));
    await signed();
    await server.stop();
    await restore(documents);
    expect(await failureOf(site.start())).toEqual([expect.stringMatching(/^audit_rolled_back: /)]);
    const { code, told, complained } = await site.run(['audit', 'accept-restore', '--reason', 'the disk died']);
    expect([code, complained]).toEqual([0, []]);
    expect(told[2]).toMatch(
      /^ {2}The store was restored\. Of the \d+ records that were signed, \d+ or more are missing\.$/,
    );
    expect(told.join()).toContain(`They go on under the origin ${origin}/2,`);
    server = await site.start();
    admin = await (await Api.of(server)).login('root_admin', PASSWORD);
    expect((await signed()).split('\n')[0]).toBe(`${origin}/2`);
    const [accepted] = must(await admin.get('/audit/logs?action=audit:restore')).body.items;
    expect(accepted).toMatchObject({ outcome: 'succeeded', access_reason: 'the disk died' });
  });
});
