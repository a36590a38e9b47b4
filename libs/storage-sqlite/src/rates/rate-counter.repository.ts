import { RateCounters } from '#kernel';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';

/** How many rows one step of a sweep removes, so that no other write waits long. */
const ROWS_A_STEP = 1_000;

const ADD = `
  INSERT INTO rate_counters (key, time_window, hits, expires_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (key, time_window) DO UPDATE SET hits = hits + excluded.hits`;
const SUM = 'SELECT hits FROM rate_counters WHERE key = ? AND time_window = ?';
const ANY_EXPIRED = 'SELECT 1 FROM rate_counters WHERE expires_at <= ? LIMIT 1';
const REMOVE_EXPIRED = `
  DELETE FROM rate_counters WHERE (key, time_window) IN
  (SELECT key, time_window FROM rate_counters WHERE expires_at <= ? LIMIT ${ROWS_A_STEP})`;

/** Sums on SQLite, which has one node. They outlive its restarts. */
export class SqliteRateCounters extends RateCounters {
  constructor(private readonly database: Database) {
    super();
  }

  /** Adds that shared a commit all resolve to the sum after it, which is never too low. */
  async add(key: string, window: number, hits: number, expiresAt: number): Promise<number> {
    await this.database.writer.run([{ sql: ADD, rows: [[key, window, hits, expiresAt]] }]);
    return this.sumOf(key, window);
  }

  async sumOf(key: string, window: number): Promise<number> {
    const row = await this.database.reader.get(SUM, key, window);
    return row ? integer(row.hits) : 0;
  }

  async removeExpired(now: number): Promise<void> {
    while (await this.database.reader.get(ANY_EXPIRED, now)) {
      await this.database.writer.run([{ sql: REMOVE_EXPIRED, rows: [[now]] }]);
    }
  }
}
