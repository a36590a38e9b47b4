import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type MessagePort, Worker } from 'node:worker_threads';
import { ManualClock } from '#kernel/testing';
import { namesIn } from '../testing/names-in.js';
import { STORE_STATE_SCHEMA } from './store-state.schema.js';
import type { Step, WriterData } from './write-protocol.js';
import { Writer, type WriterOptions } from './writer.js';

const PAGE = 4_096;
const SCHEMA = `${STORE_STATE_SCHEMA[1]};
  CREATE TABLE t (name TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL CHECK (n >= 0)) STRICT;
  CREATE TABLE broken (name TEXT NOT NULL) STRICT;`;

const put = (name: string, n = 1): Step[] => [{ sql: 'INSERT INTO t (name, n) VALUES (?, ?)', rows: [[name, n]] }];
/** Changes a page that is whole, and then the damaged one. */
const meets = (name: string): Step[] => [...put(name), { sql: 'INSERT INTO broken VALUES (?)', rows: [[name]] }];

/** The thread of the server, which takes no jobs while `gate` holds 1. Then it takes those that wait as one group. */
function gated(data: WriterData<MessagePort>, gate: Int32Array<SharedArrayBuffer>): Worker {
  const code = `
    const { workerData: { port, gate, url } } = require('node:worker_threads');
    const on = port.on.bind(port);
    port.on = (name, take) => on(name, (message) => (Atomics.wait(gate, 0, 1), take(message)));
    import(url);`;
  const url = new URL('./writer.worker.ts', import.meta.url).href;
  return new Worker(code, { eval: true, workerData: { ...data, gate, url }, transferList: [data.port] });
}

describe('the writer of SQLite where a page of the file is damaged', () => {
  let folder: string;
  let file: string;
  let warnings: string[];
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const writers: Writer[] = [];

  async function open(options: Partial<WriterOptions> = {}): Promise<Writer> {
    const onWarn = (line: string) => void warnings.push(line);
    const clock = new ManualClock();
    const startWorker = (data: WriterData<MessagePort>) => gated(data, gate);
    const writer = await Writer.open({ file, migrations: [SCHEMA], onWarn, clock, startWorker, ...options });
    writers.push(writer);
    return writer;
  }

  /** Opens a store whose table `broken` lies on a damaged page. */
  async function openDamaged(options: Partial<WriterOptions> = {}): Promise<Writer> {
    await (await open()).close();
    const db = new DatabaseSync(file, { readOnly: true });
    const root = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'broken'").get()?.rootpage);
    db.close();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(PAGE, 0xff), 0, PAGE, (root - 1) * PAGE);
    closeSync(handle);
    return open(options);
  }

  /** Runs the jobs in one group. */
  async function together(writer: Writer, jobs: readonly (readonly Step[])[]) {
    Atomics.store(gate, 0, 1);
    const landings = Promise.allSettled(jobs.map((job) => writer.run(job)));
    Atomics.store(gate, 0, 0);
    Atomics.notify(gate, 0);
    return (await landings).map((landing) => (landing.status === 'fulfilled' ? landing.value : landing.reason.code));
  }

  const names = (): string[] => namesIn(file);

  beforeEach(() => {
    warnings = [];
    folder = mkdtempSync(join(tmpdir(), 'coffer-damage-'));
    file = join(folder, 'coffer.db');
  });
  afterEach(async () => {
    await Promise.all(writers.splice(0).map((writer) => writer.close()));
    rmSync(folder, { recursive: true });
  });

  it('fails the jobs that meet it with a code of their own, and no other job of their group', async () => {
    const writer = await openDamaged();
    const jobs = [put('a'), meets('b'), put('a'), put('c'), meets('d'), put('e', -1), put('f')];
    expect(await together(writer, jobs)).toEqual([
      'done',
      'store_damaged',
      'taken',
      'done',
      'store_damaged',
      undefined,
      'done',
    ]);
    expect(names()).toEqual(['a', 'c', 'f']);
    expect(warnings).toEqual(['a write was unavailable: database disk image is malformed']);
    expect(await writer.run(put('after'))).toBe('done');
  });

  it('undoes the others for good if there is no time to run them again, and does not call them damaged', async () => {
    const writer = await openDamaged({ againMs: 0 });
    expect(await together(writer, [put('a'), meets('b'), put('c')])).toEqual([
      'store_unavailable',
      'store_damaged',
      'store_unavailable',
    ]);
    expect(names()).toEqual([]);
    expect(await writer.run(put('after'))).toBe('done');
  });
});
