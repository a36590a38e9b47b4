import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import { ManualClock } from '#kernel/testing';
import type { ThreadData } from './keyring-protocol.js';
import { RingDatabase } from './ring-database.js';

/** A thread that says that it is ready, then hangs in the job whose place is `at`, as on a disk that does not answer. */
function hanging(at: number) {
  const code = `
    const { workerData: { port, slots, states } } = require('node:worker_threads');
    const words = new Int32Array(slots);
    let count = 0;
    port.on('message', ({ slot }) => {
      Atomics.compareExchange(words, slot, states.queued, states.begun);
      if (++count === ${at}) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      port.postMessage({ answers: [{ slot, outcome: 'done', rows: [] }] });
    });
    port.postMessage({ ready: true });`;
  return (data: { readonly port: MessagePort }) =>
    new Worker(code, { eval: true, workerData: data, transferList: [data.port] });
}

/** The thread of the server, which waits in a VACUUM as long as `gate` holds 1, as on a slow disk. */
function heldAtVacuum(data: ThreadData<MessagePort>, gate: Int32Array<SharedArrayBuffer>): Worker {
  const code = `
    const { workerData: { gate, url } } = require('node:worker_threads');
    const { DatabaseSync } = require('node:sqlite');
    const { prepare } = DatabaseSync.prototype;
    DatabaseSync.prototype.prepare = function (sql) {
      const statement = prepare.call(this, sql);
      if (sql !== 'VACUUM') return statement;
      return { run: () => (Atomics.wait(gate, 0, 1), statement.run()) };
    };
    import(url);`;
  const url = new URL('./keyring.worker.ts', import.meta.url).href;
  return new Worker(code, { eval: true, workerData: { ...data, gate, url }, transferList: [data.port] });
}

/** Resolves when the thread has begun the job in the first slot. */
async function begins({ slots, states }: ThreadData<MessagePort>): Promise<void> {
  const words = new Int32Array(slots);
  while (Atomics.load(words, 0) !== states.begun) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the database of the rings on a disk that hangs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-rings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('does not stall the process, and answers each call within 1.8 s [R89]', async () => {
    const clock = new ManualClock();
    let worker: Worker | undefined;
    let hasBegun = async () => {};
    const startWorker = (data: ThreadData<MessagePort>) => {
      worker = hanging(2)(data);
      hasBegun = () => begins(data);
      return worker;
    };
    const database = await RingDatabase.open({ path: join(folder, 'keyring.db'), clock, startWorker });
    expect(await database.read('SELECT 1')).toEqual([]);
    const begun = database.write([{ sql: 'UPDATE rings SET revision = 2', params: [] }]);
    // The thread hangs in the write. Timers of this thread run all the same.
    await hasBegun();
    const waiting = [begun, database.read('SELECT 1'), database.rewrite()];
    const codes = waiting.map((call) => (call as Promise<unknown>).catch(({ code }: { code: string }) => code));
    await clock.advance(1_800);
    expect(await Promise.all(codes)).toEqual(['outcome_unknown', 'keyring_unavailable', 'keyring_unavailable']);
    await worker?.terminate();
    await database.close();
  });
});

describe('the database of the rings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-rings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('goes on with a rewrite whose caller gave up, so that the next call finds it done [R123]', async () => {
    const clock = new ManualClock();
    const gate = new Int32Array(new SharedArrayBuffer(4));
    let begun = async () => {};
    const startWorker = (data: ThreadData<MessagePort>) => {
      begun = () => begins(data);
      return heldAtVacuum(data, gate);
    };
    const database = await RingDatabase.open({ path: join(folder, 'keyring.db'), clock, startWorker });
    await database.write([
      { sql: "INSERT INTO rings VALUES ('ring', 1, 0)", params: [] },
      { sql: "INSERT INTO wraps VALUES ('ring', 1, 1, randomblob(61))", params: [] },
    ]);
    await database.write([
      { sql: 'SELECT wrap FROM wraps', params: [], erases: true },
      { sql: 'DELETE FROM wraps', params: [] },
    ]);
    Atomics.store(gate, 0, 1);
    const codes = [database.rewrite()].map((call) => call.catch(({ code }: { code: string }) => code));
    await begun();
    const behind = database.read('SELECT 1').catch(({ code }: { code: string }) => code);
    await clock.advance(1_800);
    expect(await Promise.all([...codes, behind])).toEqual(['keyring_unavailable', 'keyring_unavailable']);
    Atomics.store(gate, 0, 0);
    Atomics.notify(gate, 0);
    expect(await database.read('SELECT stale FROM keyring')).toEqual([{ stale: 0 }]);
    await database.rewrite();
    await database.close();
  });

  it.each([
    ['9,999', 9_999, 1],
    ['10,000', 10_000, 0],
  ])('is rewritten by itself before it keeps more than 10,000 deleted wraps in memory: %s', async (_, wraps, stale) => {
    const database = await RingDatabase.open({ path: join(folder, 'keyring.db'), clock: new ManualClock() });
    await database.write([
      { sql: "INSERT INTO rings VALUES ('ring', 1, 0)", params: [] },
      {
        sql: `WITH RECURSIVE numbers (version) AS (SELECT 1 UNION ALL SELECT version + 1 FROM numbers WHERE version < ?)
          INSERT INTO wraps SELECT 'ring', version, 1, randomblob(61) FROM numbers`,
        params: [wraps],
      },
    ]);
    await database.write([
      { sql: 'SELECT wrap FROM wraps', params: [], erases: true },
      { sql: 'UPDATE wraps SET wrap = randomblob(61)', params: [] },
    ]);
    expect(await database.read('SELECT stale FROM keyring')).toEqual([{ stale }]);
    await database.close();
  });
});
