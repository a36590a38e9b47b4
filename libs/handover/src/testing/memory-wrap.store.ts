import type { Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { dueAt, type Wrap, type WrapKind } from '../domain/wrap.js';
import { WrapStore } from '../ports/wrap.store.js';

/** WrapStore in memory, for unit tests. */
export class MemoryWrapStore extends WrapStore {
  override readonly wraps: MemoryDocuments<Wrap>;

  constructor(now: () => number = Date.now) {
    super();
    this.wraps = new MemoryDocuments<Wrap>(() => [], now);
  }

  async dueBefore(at: number, limit: number): Promise<string[]> {
    const due = await this.all((wrap) => dueAt(wrap) < at);
    return due
      .sort((a, b) => dueAt(a.value) - dueAt(b.value))
      .slice(0, limit)
      .map(({ value }) => value.id);
  }

  async sealedAfter(after: string | null, limit: number): Promise<Stored<Wrap>[]> {
    const found = await this.all(({ id, sealed }) => sealed !== null && (after === null || id > after));
    return found.sort(byId).slice(0, limit);
  }

  async countSealed(): Promise<number> {
    return (await this.all(({ sealed }) => sealed !== null)).length;
  }

  async countLive(makerId: string, now: number): Promise<number> {
    const isLive = (wrap: Wrap) => wrap.makerId === makerId && wrap.sealed !== null && wrap.expiresAt > now;
    return (await this.all(isLive)).length;
  }

  async madeOf(makerId: string, subjectId: string, before: string | null, limit: number): Promise<Stored<Wrap>[]> {
    const isMade = (wrap: Wrap) => wrap.makerId === makerId && wrap.subjectId === subjectId;
    const found = await this.all((wrap) => isMade(wrap) && (before === null || wrap.id < before));
    return found.sort(byId).reverse().slice(0, limit);
  }

  async sealedOf(kind: WrapKind, subjectId: string, version: number | null, limit: number): Promise<Stored<Wrap>[]> {
    const isOf = (wrap: Wrap) => wrap.kind === kind && wrap.subjectId === subjectId && wrap.sealed !== null;
    return (await this.all((wrap) => isOf(wrap) && (version === null || wrap.version === version))).slice(0, limit);
  }

  async idsOf(makerId: string, limit: number): Promise<string[]> {
    return (await this.all((wrap) => wrap.makerId === makerId)).slice(0, limit).map(({ value }) => value.id);
  }

  private async all(holds: (wrap: Wrap) => boolean): Promise<Stored<Wrap>[]> {
    await Promise.resolve();
    return this.wraps.peekAll().filter(({ value }) => holds(value));
  }
}

function byId(a: Stored<Wrap>, b: Stored<Wrap>): number {
  return a.value.id < b.value.id ? -1 : 1;
}
