import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { MIGRATIONS } from '../migrations.js';
import { type Database, openDatabase } from './database.js';
import { mapped } from './mapped.js';

const ANY = 'SELECT checked FROM store_state';

describe('the reader', () => {
  let folder: string;
  let database: Database;
  const open = async (clock: SystemClock | ManualClock): Promise<void> => {
    database = await openDatabase({ file: join(folder, 'coffer.db'), clock }, MIGRATIONS);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-reader-'));
  });
  afterEach(async () => {
    database.reader.close();
    await database.writer.close();
    rmSync(folder, { recursive: true });
  });

  it('gives way to other work before each read [R100]', async () => {
    const clock = new ManualClock();
    await open(clock);
    await database.reader.get(ANY);
    await database.reader.all(ANY);
    expect(clock.gaveWay).toBe(2);
  });

  it('gives way between the documents of a read, too [R100]', async () => {
    const clock = new ManualClock();
    await open(clock);
    expect(await mapped(clock, [1, 2, 3], (row) => row * 2)).toEqual([2, 4, 6]);
    expect(clock.gaveWay).toBe(3);
  });

  it('lets timers fire while a loop reads and waits for nothing else', async () => {
    await open(new SystemClock());
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    let reads = 0;
    for (; !fired && reads < 1_000_000; reads += 1) await database.reader.get(ANY);
    expect(fired).toBe(true);
  });
});
