import { createSecretKey, randomBytes } from 'node:crypto';
import { RateCounters, Roots } from '#kernel';

export function someRoots(): Roots {
  return new Roots([], [{ version: 1, key: createSecretKey(randomBytes(32)) }]);
}

/** A store of sums in memory. Several nodes may share it. Keeps the keys of all writes for assertions. */
export class MemoryRateCounters extends RateCounters {
  readonly added: string[] = [];
  /** While this is set, every call throws it. */
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
