import type { Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import type { SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';

/** SensitiveDataStore in memory, for unit tests. */
export class MemorySensitiveDataStore extends SensitiveDataStore {
  override readonly records: MemoryDocuments<SensitiveRecord>;

  constructor(now: () => number = Date.now) {
    super();
    this.records = new MemoryDocuments<SensitiveRecord>(() => [], now);
  }

  async list(ownerId: string, after: string | null, limit: number): Promise<Stored<SensitiveRecord>[]> {
    await Promise.resolve();
    return this.recordsOf(ownerId)
      .filter(({ value }) => after === null || value.id > after)
      .slice(0, limit);
  }

  async count(ownerId: string): Promise<number> {
    await Promise.resolve();
    return this.recordsOf(ownerId).length;
  }

  private recordsOf(ownerId: string): Stored<SensitiveRecord>[] {
    return this.records.peekAll().filter(({ value }) => value.ownerId === ownerId);
  }
}
