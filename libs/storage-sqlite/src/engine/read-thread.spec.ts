import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { aBatch, rowsOf } from '#audit/testing';
import { newId, startWorkerFile } from '#kernel';
import { ManualClock, settled } from '#kernel/testing';
import { MIGRATIONS } from '../migrations.js';
import { openSqliteStore } from '../open-store.js';
import { type Database, openDatabase } from './database.js';
import type { ReadThreadOptions } from './read-thread.js';

const ANY = 'SELECT checked FROM store_state';
/** A thread that is there and answers nothing. */
const silent: ReadThreadOptions['startWorker'] = ({ port }) =>
  new Worker("require('node:worker_threads').workerData.on('message', () => {})", {
    eval: true,
    workerData: port,
    transferList: [port],
  });

describe('the thread for long reads', () => {
  let folder: string;
  let file: string;
  let clock: ManualClock;
  let warnings: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-read-thread-'));
    file = join(folder, 'coffer.db');
    clock = new ManualClock();
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const onWarn = (message: string) => void warnings.push(message);
  const closing = async (database: Database) => {
    await database.longReads.close();
    database.reader.close();
    await database.writer.close();
  };
  /** Closes what has a silent thread, which ends by force when the clock is 5 s on. */
  const closingByForce = async (closed: Promise<void>) => {
    await clock.advance(5_000);
    await closed;
  };

  it('stalls neither other reads nor appends while a query and an export wait for it [R100]', async () => {
    const store = await openSqliteStore({ file, clock, startReader: silent });
    await store.audit.append(aBatch(1, [{}, {}]));
    const waiting = [store.audit.query({ actor: newId() }, null, 10, rowsOf(1_000)), store.audit.read(1, 10)];
    const ended: unknown[] = [];
    for (const read of waiting) read.catch((error: unknown) => ended.push(error));
    expect(await store.audit.head()).toBe(2);
    expect(await store.audit.append(aBatch(3, [{}]))).toBe('appended');
    await settled();
    expect(ended).toEqual([]);
    await clock.advance(1_800);
    expect(ended).toEqual(waiting.map(() => expect.objectContaining({ code: 'store_unavailable' })));
    await closingByForce(store.engine.close());
  });

  it('refuses further reads at once when 256 wait, and answers again later', async () => {
    const database = await openDatabase({ file, clock, onWarn, startReader: silent }, MIGRATIONS);
    const waiting = Array.from({ length: 256 }, () => database.longReads.all(ANY).catch(() => 'given up'));
    await expect(database.longReads.all(ANY)).rejects.toMatchObject({ code: 'store_unavailable' });
    await clock.advance(1_800);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['given up']));
    await closingByForce(closing(database));
  });

  it('refuses a read that fails, warns without its values, and answers the next one', async () => {
    const database = await openDatabase({ file, clock, onWarn }, MIGRATIONS);
    const wrong = database.longReads.all('SELECT ? FROM nowhere', 'a value');
    await expect(wrong).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(warnings).toEqual(['a read failed: no such table: nowhere']);
    expect(await database.longReads.all(ANY)).toHaveLength(1);
    await closing(database);
  });

  it('starts again after its thread has died', async () => {
    let first: Worker | undefined;
    const startReader: ReadThreadOptions['startWorker'] = (data) => {
      if (first) return startWorkerFile(import.meta.url, 'reader', data);
      first = silent?.(data) as Worker;
      return first;
    };
    const database = await openDatabase({ file, clock, onWarn, startReader }, MIGRATIONS);
    const lost = database.longReads.all(ANY).catch((error: unknown) => error);
    await first?.terminate();
    expect(await lost).toMatchObject({ code: 'store_unavailable' });
    clock.at += 501;
    expect(await database.longReads.all(ANY)).toHaveLength(1);
    await closing(database);
  });

  it('refuses every read after it was closed', async () => {
    const database = await openDatabase({ file, clock, onWarn }, MIGRATIONS);
    await database.longReads.all(ANY);
    await closing(database);
    await expect(database.longReads.all(ANY)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
