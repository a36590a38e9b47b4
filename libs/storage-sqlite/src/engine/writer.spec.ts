import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { namesIn } from '../testing/names-in.js';
import { STORE_STATE_SCHEMA } from './store-state.schema.js';
import type { Step } from './write-protocol.js';
import { ANSWER_WITHIN_MS, BUSY_TIMEOUT_MS, startWorker, Writer, type WriterOptions } from './writer.js';

const SCHEMA = `${STORE_STATE_SCHEMA[1]}; CREATE TABLE t (name TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL CHECK (n >= 0)) STRICT;`;
/** A statement that runs for longer than any caller waits. */
const SLOW =
  'INSERT INTO t SELECT ?, count(*) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000000) SELECT x FROM c)';

function put(name: string, n = 1): Step[] {
  return [{ sql: 'INSERT INTO t (name, n) VALUES (?, ?)', rows: [[name, n]] }];
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(20);
}

/** Starts threads that a test can end, and tells when the first slot's job has begun. */
function watched() {
  const threads: Worker[] = [];
  let begun = () => false;
  return {
    threads,
    startWorker: (data: Parameters<typeof startWorker>[0]) => {
      const words = new Int32Array(data.slots);
      begun = () => Atomics.load(words, 0) === data.states.begun;
      const thread = startWorker(data);
      threads.push(thread);
      return thread;
    },
    begins: () => until(() => begun()),
  };
}

describe('the writer of SQLite', () => {
  let folder: string;
  let file: string;
  let warnings: string[];
  let clock: ManualClock;
  const writers: Writer[] = [];

  async function open(options: Partial<WriterOptions> = {}): Promise<Writer> {
    const writer = await Writer.open({
      file,
      migrations: [SCHEMA],
      onWarn: (line) => warnings.push(line),
      clock,
      ...options,
    });
    writers.push(writer);
    return writer;
  }
  const names = (): string[] => namesIn(file);

  beforeEach(() => {
    warnings = [];
    clock = new ManualClock();
    folder = mkdtempSync(join(tmpdir(), 'coffer-writer-'));
    file = join(folder, 'coffer.db');
  });
  afterEach(async () => {
    await Promise.all(writers.splice(0).map((writer) => writer.close()));
    rmSync(folder, { recursive: true });
  });

  it('leaves no deleted data in its files, also while it stays open and others read', async () => {
    const writer = await open({ emptyLogMs: 100 });
    const files = () => [file, `${file}-wal`].map((name) => readFileSync(name).includes('leaver'));
    await writer.run(put('leaver'));
    await until(() => files()[0] === true);
    const reader = new DatabaseSync(file, { readOnly: true });
    const reading = reader.prepare('SELECT name FROM t').iterate();
    reading.next();
    await writer.run([{ sql: 'DELETE FROM t WHERE name = ?', rows: [['leaver']] }]);
    await pause(250);
    expect(files()[0]).toBe(true);
    reading.return?.();
    await until(() => !files().includes(true));
    reader.close();
    await writer.run(put('after'));
    expect(names()).toEqual(['after']);
  });

  it('does not open a store of a newer format, and leaves the file unchanged', async () => {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 7; CREATE TABLE t (name TEXT)');
    db.close();
    const before = readFileSync(file);
    await expect(open()).rejects.toThrow('(store format 7; this build knows only 1). Start the newer build.');
    expect(readFileSync(file)).toEqual(before);
  });

  it('does not open a database of another program', async () => {
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE customers (id INTEGER)');
    db.close();
    const before = readFileSync(file);
    await expect(open()).rejects.toThrow('not one of Coffer');
    expect(readFileSync(file)).toEqual(before);
  });

  it('does not open a file that is not a database', async () => {
    writeFileSync(file, 'x'.repeat(8192));
    await expect(open()).rejects.toThrow('file is not a database');
  });

  it('does not open on a file system without a write-ahead log [R91]', async () => {
    await expect(open({ file: ':memory:' })).rejects.toThrow('cannot hold a write-ahead log');
  });

  it('undoes a failed job as a whole, and no other job of its group', async () => {
    const writer = await open();
    const landings = await Promise.allSettled([
      writer.run(put('a')),
      writer.run([...put('b'), ...put('a')]),
      writer.run([...put('c'), { sql: 'UPDATE t SET n = 2 WHERE name = ?', rows: [['none']], needsChange: true }]),
      writer.run([...put('d'), ...put('e', -1)]),
      writer.run([...put('f'), { sql: 'no such language', rows: [[]] }]),
      writer.run(put('g')),
    ]);
    expect(landings.map((landing) => (landing.status === 'fulfilled' ? landing.value : 'rejected'))).toEqual([
      'done',
      'taken',
      'stopped',
      'rejected',
      'rejected',
      'done',
    ]);
    expect(names()).toEqual(['a', 'g']);
  });

  it('never runs a job that it did not begin in time [R89]', async () => {
    const writer = await open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const landings = Promise.allSettled(['a', 'b', 'c'].map((name) => writer.run(put(name))));
    await clock.advance(ANSWER_WITHIN_MS);
    for (const landing of await landings) {
      expect(landing.status === 'rejected' && landing.reason).toBeInstanceOf(PartUnavailable);
    }
    other.exec('COMMIT');
    other.close();
    expect(await writer.run(put('d'))).toBe('done');
    expect(names()).toEqual(['d']);
  });

  it('answers in time when another process holds the lock [R89]', async () => {
    const writer = await open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    // The clock stands, so it is the writer itself that answers, when SQLite has waited for the lock.
    await expect(writer.run(put('a'))).rejects.toBeInstanceOf(PartUnavailable);
    expect(BUSY_TIMEOUT_MS).toBeLessThan(ANSWER_WITHIN_MS);
    expect(ANSWER_WITHIN_MS).toBeLessThan(2_000);
    other.exec('COMMIT');
    other.close();
    expect(await writer.run(put('a'))).toBe('done');
    expect(warnings).toEqual(['a write was unavailable: database is locked']);
  });

  it('reports a job that it had begun as unknown, and withdraws the jobs behind it', async () => {
    const { startWorker: start, begins } = watched();
    const writer = await open({ startWorker: start });
    const begun = writer.run([{ sql: SLOW, rows: [['slow']] }]);
    await begins();
    const waiting = writer.run(put('behind'));
    await Promise.all([
      expect(begun).rejects.toBeInstanceOf(OutcomeUnknown),
      expect(waiting).rejects.toBeInstanceOf(PartUnavailable),
      clock.advance(ANSWER_WITHIN_MS),
    ]);
    await writer.close();
    expect(names()).toEqual(['slow']);
  });

  it('tells a lost answer from a job that never ran when its thread dies, and starts a new thread', async () => {
    const { startWorker: start, threads, begins } = watched();
    const writer = await open({ startWorker: start });
    await writer.run(put('before'));
    const begun = writer.run([{ sql: SLOW, rows: [['slow']] }]);
    const waiting = writer.run(put('behind'));
    // The statement runs when the thread is told to end. The thread ends after the statement.
    await begins();
    await Promise.all([
      expect(begun).rejects.toBeInstanceOf(OutcomeUnknown),
      expect(waiting).rejects.toBeInstanceOf(PartUnavailable),
      threads[0]?.terminate(),
    ]);
    expect(names()).toEqual(['before']);
    await expect(writer.run(put('at once'))).rejects.toBeInstanceOf(PartUnavailable);
    clock.at += 501;
    expect(await writer.run(put('after'))).toBe('done');
    expect(names()).toEqual(['after', 'before']);
    expect(threads).toHaveLength(2);
  });

  it('changes nothing when the disk is full, and works again when there is room [R93]', async () => {
    const writer = await open({ migrations: [`${SCHEMA}; PRAGMA max_page_count = 32`] });
    const kept: string[] = [];
    for (let n = 0; ; n += 1) {
      const name = `n${n}`.padEnd(2000, '.');
      const landings = await Promise.allSettled([writer.run(put(name)), writer.run(put(`${name}!`))]);
      const refused = landings.flatMap((landing) => (landing.status === 'rejected' ? [landing.reason] : []));
      if (refused.length === 0) kept.push(name, `${name}!`);
      else {
        for (const reason of refused) expect(reason).toBeInstanceOf(PartUnavailable);
        if (refused.length === 1) kept.push(name);
        break;
      }
    }
    expect(names()).toEqual([...kept].sort());
    expect(warnings).toContain('a write was unavailable: database or disk is full');
    expect(await writer.run([{ sql: 'DELETE FROM t', rows: [[]] }])).toBe('done');
    expect(await writer.run(put('again'))).toBe('done');
    expect(names()).toEqual(['again']);
  });

  it('refuses further jobs at once when too many wait, and loses none of the waiting ones', async () => {
    const writer = await open();
    const landings = await Promise.allSettled(Array.from({ length: 5000 }, (_, n) => writer.run(put(`n${n}`))));
    const done = landings.filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBeGreaterThanOrEqual(4096);
    expect(names()).toHaveLength(done);
    expect(await writer.run(put('again'))).toBe('done');
  });

  it('finishes the submitted jobs before it closes, and accepts none afterwards', async () => {
    const writer = await open();
    const jobs = Array.from({ length: 100 }, (_, n) => writer.run(put(`n${n}`)));
    await Promise.all([writer.close(), writer.close()]);
    expect(await Promise.all(jobs)).toEqual(jobs.map(() => 'done'));
    await expect(writer.run(put('late'))).rejects.toBeInstanceOf(PartUnavailable);
    expect(names()).toHaveLength(100);
  });
});
