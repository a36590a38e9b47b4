import type { Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { type ApiKey, type KeyUse, overAt } from '../domain/keys/api-key.js';
import { ApiKeyStore } from '../ports/api-key.store.js';

export class MemoryApiKeyStore extends ApiKeyStore {
  override readonly keys = new MemoryDocuments<ApiKey>();
  /** Calls of {@link noteUse}. */
  notes = 0;
  private readonly uses = new Map<string, KeyUse>();

  async ofAccount(accountId: string, before: string | null, limit: number): Promise<Stored<ApiKey>[]> {
    const own = this.keys.peekAll().filter(({ value }) => value.accountId === accountId);
    const older = own.filter(({ value }) => before === null || value.id < before);
    return older.sort((a, b) => (a.value.id < b.value.id ? 1 : -1)).slice(0, limit);
  }

  async liveCount(accountId: string, now: number): Promise<number> {
    return this.keys.peekAll().filter(({ value }) => value.accountId === accountId && overAt(value) > now).length;
  }

  async overBefore(at: number, limit: number): Promise<string[]> {
    return this.idsBy(overAt, at, limit);
  }

  async remindersBefore(at: number, limit: number): Promise<string[]> {
    return this.idsBy(({ remindAt }) => remindAt, at, limit);
  }

  async noteUse(id: string, use: KeyUse): Promise<void> {
    this.notes += 1;
    if ((this.uses.get(id)?.at ?? Number.NEGATIVE_INFINITY) < use.at) this.uses.set(id, use);
  }

  async usesOf(ids: readonly string[]): Promise<ReadonlyMap<string, KeyUse>> {
    return new Map([...this.uses].filter(([id]) => ids.includes(id)));
  }

  async forgetUse(id: string): Promise<void> {
    this.uses.delete(id);
  }

  private idsBy(timeOf: (key: ApiKey) => number | null, at: number, limit: number): string[] {
    const due = this.keys.peekAll().flatMap(({ value }) => {
      const time = timeOf(value);
      return time !== null && time < at ? [{ id: value.id, time }] : [];
    });
    return due
      .sort((a, b) => a.time - b.time)
      .slice(0, limit)
      .map(({ id }) => id);
  }
}
