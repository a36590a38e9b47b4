import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import { openDatabase } from '../engine/database.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { MIGRATIONS } from '../migrations.js';

/** The query plans of an empty store. */
export interface QueryPlans {
  /** What SQLite says about each step of the plan. */
  planOf(sql: string, ...params: readonly SqlValue[]): Promise<string[]>;
  close(): Promise<void>;
}

export async function openQueryPlans(): Promise<QueryPlans> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-plans-'));
  const { reader, writer } = await openDatabase(
    { file: join(folder, 'coffer.db'), clock: new ManualClock() },
    MIGRATIONS,
  );
  return {
    planOf: async (sql, ...params) => {
      const steps = await reader.all(`EXPLAIN QUERY PLAN ${sql}`, ...params);
      return steps.map(({ detail }) => String(detail));
    },
    close: async () => {
      reader.close();
      await writer.close();
      rmSync(folder, { recursive: true });
    },
  };
}
