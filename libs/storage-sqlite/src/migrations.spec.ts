import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { STORE_FORMAT } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { OLDER_STORES, restoreDatabase } from '../../../test/fixtures/stores/older-stores.js';
import { openDatabase } from './engine/database.js';
import { MIGRATIONS } from './migrations.js';
import { openSqliteStore } from './open-store.js';

/** SHA-256 of each migration. A released one never changes, since stores that it made exist. Add lines only. */
const RELEASED: readonly string[] = [
  '1487889cffd76c3b648e8466f5678ca058ab0533b56b5bc84942e20397ff5f54',
  '66a5240a446999915d2f5d5d584860bb6ce4defddce5537a8387b81723e98006',
  'd3f7a9143c1299a403548b5326276b3f36ea6f7775386b83aacd2bb8be393d1a',
  '631ca54291788d6080f3b3faa3bc63f445dc81800d68169f24c29099d86ebc07',
  '42520b2472348484eb62bc9747083282b629213d4b4a7909720b157f1a0599c0',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '9388df91a2a22504fa83d94ca55e11f5f7a410bf824e96e4c39804932ae86684',
  'ef3880d31c5e61dd3d0cde7c3f4a83b62860ab395a422d46caeffd2c94285e9e',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'b103de96f43d54c45b4792c3f602c2c0160dffc5a5501bb2bb4870fc20e8ab50',
  'e00cbd756c41fc1c83f05d15a419f886d7be780afa6100415ac4ac258a0aef46',
  '73e89d5e64d6eab1e6074874b9cb35c7d2b5e7b11b0663a9505dde40b01139ad',
  'f6ece3cd6af3acb3c2174005b2b1c35910b006ab5a609da9a9b35f9645408f49',
  '1ddeaf1b806bf6f4a512c338ca0ac0197b0f62ed9c43a3bd695efa6eedf4b226',
  'c5ef53e6a6ae365071e0ff5eed6ba77d87c5f44bf3d858ff9b45d8e6705b4248',
  '46fb68c3b4dfa48a6dfd7e471218b9a5c4a6d25ffb1d765d59f6fb9e597a26af',
  '36f6c497d4782b9109de06359b98b8c4bd82d120b4da5004ff6f6fd5a88e97e9',
  '933efecbdadce931eff589a71df49051c38c286dec5acca2fdbbdfcb6669bdf3',
  '8444da9c5f3d96295faeeeaf040603ae3962f831124552fd9b897a4049eeb36d',
];

/** A program that waits in the middle of a transaction. Most of the transaction is in the log already. */
const IN_THE_MIDDLE = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE; ' + process.argv[2]);
  console.log('in the middle');
  setInterval(() => {}, 1_000);
`;

describe('the migrations of SQLite', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-migrations-'));
    file = join(folder, 'coffer.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function look<T>(read: (database: DatabaseSync) => T): T {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  const formatOf = () => look((database) => database.prepare('PRAGMA user_version').get()?.user_version);

  /** Every table, index and trigger. SQLite quotes the name of a table that was renamed. */
  const schemaOf = () =>
    look((database) =>
      database
        .prepare('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
        .all()
        .map(({ name, sql }) => [name, String(sql).replaceAll('"', '').replace(/\s+/g, ' ')]),
    );

  /** What the operator was told. */
  async function migrate(): Promise<string[]> {
    const told: string[] = [];
    const store = await openSqliteStore({ file, clock: new ManualClock(), tell: (line) => told.push(line) });
    await store.engine.close();
    return told;
  }

  it('have the text that was released, one for each store format', () => {
    expect(MIGRATIONS.map((sql) => hash('sha256', sql))).toEqual(RELEASED);
    expect(MIGRATIONS).toHaveLength(STORE_FORMAT);
  });

  it.each(OLDER_STORES)('make the same tables, indexes and triggers of %s as of an empty file', async (store) => {
    await migrate();
    const fresh = schemaOf();
    rmSync(file);
    restoreDatabase(store, 'coffer.sql', file);
    await migrate();
    expect(schemaOf()).toEqual(fresh);
    expect(formatOf()).toBe(STORE_FORMAT);
  });

  it.each(OLDER_STORES)('are told to the operator before and after they run on %s, and only then', async (store) => {
    expect([await migrate(), await migrate()]).toEqual([[], []]);
    rmSync(file);
    restoreDatabase(store, 'coffer.sql', file);
    const found = formatOf();
    expect(await migrate()).toEqual([
      `the store is brought from format ${found} to format ${STORE_FORMAT}: this may take minutes`,
      `the store has format ${STORE_FORMAT} now, after 0.0 s`,
    ]);
    expect(await migrate()).toEqual([]);
  });

  it.each(OLDER_STORES)('keep every row of %s, and mark the archived versions that hold bytes', async (store) => {
    const counts = () =>
      look((database) =>
        ['secrets', 'secret_versions', 'audit_log', 'users', 'sessions', 'key_rings'].map(
          (table) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n,
        ),
      );
    restoreDatabase(store, 'coffer.sql', file);
    const before = counts();
    await migrate();
    expect(counts()).toEqual(before);
    const archived = look((database) => database.prepare('SELECT version, held FROM secret_versions').all());
    expect(archived).toMatchObject([
      { version: 1, held: 0 },
      { version: 2, held: 1 },
    ]);
  });

  it.each(OLDER_STORES)('keep each fact of a secret of %s, and none of them twice', async (store) => {
    const summaries = () =>
      look((database) =>
        database
          .prepare('SELECT id, summary FROM secrets')
          .all()
          .map(({ id, summary }) => [String(id), JSON.parse(String(summary))] as const),
      );
    restoreDatabase(store, 'coffer.sql', file);
    const before = summaries();
    const { secrets, engine } = await openSqliteStore({ file, clock: new ManualClock() });
    for (const [id, { format: _, versionsKept: __, ...facts }] of before)
      expect((await secrets.heads.load(id))?.value).toMatchObject(facts);
    await engine.close();
    const inColumns = ['id', 'path', 'state', 'deletedAt', 'createdBy', 'expiresAt', 'updatedAt'];
    for (const [, summary] of summaries())
      expect(Object.keys(summary).filter((name) => inColumns.includes(name))).toEqual([]);
  });

  it.each(OLDER_STORES)(
    'are completed by the next start after a process died in the middle of one on %s',
    async (store) => {
      restoreDatabase(store, 'coffer.sql', file);
      const found = Number(formatOf());
      const unfinished = `${MIGRATIONS[found]}; PRAGMA user_version = ${found + 1}`;
      const child = spawn(process.execPath, ['-e', IN_THE_MIDDLE, file, unfinished], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(formatOf()).toBe(found);
      await migrate();
      expect(formatOf()).toBe(STORE_FORMAT);
    },
  );

  it('take effect one by one: after a failed one, the next start continues there', async () => {
    const open = async (...migrations: string[]) => {
      const { reader, writer } = await openDatabase({ file, clock: new ManualClock() }, [...MIGRATIONS, ...migrations]);
      reader.close();
      await writer.close();
    };
    const [one, two] = ['CREATE TABLE one (id INTEGER) STRICT', 'CREATE TABLE two (id INTEGER) STRICT'];
    await expect(open(one, `${two}; SELECT no_such_thing()`)).rejects.toThrow('no such function');
    expect(formatOf()).toBe(STORE_FORMAT + 1);
    await open(one, two);
    expect(formatOf()).toBe(STORE_FORMAT + 2);
    const [first] = OLDER_STORES;
    rmSync(file);
    restoreDatabase(first, 'coffer.sql', file);
    await open(one, two);
    expect(formatOf()).toBe(STORE_FORMAT + 2);
  });

  it('do not run on a store of a newer format, which is refused by name [R109]', async () => {
    await migrate();
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA user_version = ${STORE_FORMAT + 1}`);
    database.close();
    await expect(migrate()).rejects.toThrow(
      `This data was written by a newer Coffer (store format ${STORE_FORMAT + 1}; this build knows 1 to ${STORE_FORMAT}). Start the newer build.`,
    );
  });
});
