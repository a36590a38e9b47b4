import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ManualClock } from '#kernel/testing';
import type { StoreUnderTest } from '#storage/testing';
import { openSqliteStore } from '../open-store.js';

/** One more node on `file`. SQLite has one writer: its nodes take turns. */
export async function connectSqlite(file: string): Promise<StoreUnderTest> {
  // A clock that stands: a busy machine makes no write too late.
  const store = await openSqliteStore({ file, clock: new ManualClock(Date.now()) });
  const markArchived = async (seq: number) => {
    const database = new DatabaseSync(file, { timeout: 1_000 });
    database.prepare("UPDATE audit_progress SET upto = ? WHERE name = 'archived'").run(seq);
    database.close();
  };
  return { ...store, another: () => connectSqlite(file), close: () => store.engine.close(), markArchived };
}

/** A store in a folder of its own. `prepare` may put a file there first. */
export async function openSqlite(prepare: (file: string) => void = () => {}): Promise<StoreUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-sqlite-'));
  const file = join(folder, 'coffer.db');
  prepare(file);
  const store = await connectSqlite(file);
  return {
    ...store,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
