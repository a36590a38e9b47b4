import { RateCounters } from '../store/rate-counters.js';

/** Rate counters in memory, which several nodes may share. */
export class MemoryRateCounters extends RateCounters {
  /** The key of each call of {@link add}. */
  readonly added: string[] = [];
  /** The error that every call throws from now on. */
  failure: Error | null = null;
  private readonly rows = new Map<string, { hits: number; readonly expiresAt: number }>();

  async add(key: string, window: number, hits: number, expiresAt: number): Promise<number> {
    this.fail();
    this.added.push(key);
    const row = this.rows.get(`${window}:${key}`) ?? { hits: 0, expiresAt };
    row.hits += hits;
    this.rows.set(`${window}:${key}`, row);
    return row.hits;
  }

  async sumOf(key: string, window: number): Promise<number> {
    this.fail();
    return this.rows.get(`${window}:${key}`)?.hits ?? 0;
  }

  async removeExpired(now: number): Promise<void> {
    this.fail();
    for (const [id, { expiresAt }] of this.rows) if (expiresAt <= now) this.rows.delete(id);
  }

  get size(): number {
    return this.rows.size;
  }

  private fail(): void {
    if (this.failure) throw this.failure;
  }
}
