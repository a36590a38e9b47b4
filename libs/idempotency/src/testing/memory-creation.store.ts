import type { AuditTrail } from '#audit';
import type { Clock, Roots } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { Creations } from '../application/creations.js';
import { KeptCreations } from '../application/kept-creations.js';
import type { Creation } from '../domain/creation.js';
import { CreationStore } from '../ports/creation.store.js';

/** Creations in memory, for unit tests. */
export class MemoryCreationStore extends CreationStore {
  override readonly creations = new MemoryDocuments<Creation>();

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = this.creations.peekAll().filter(({ value }) => value.expiresAt < at);
    expired.sort((a, b) => a.value.expiresAt - b.value.expiresAt);
    return expired.slice(0, limit).map(({ value }) => value.id);
  }
}

/** The creations of one node. Several nodes may share the store. With a ManualClock, await them in `clock.drive`. */
export function creationsOn(store: CreationStore, roots: Roots, trail: AuditTrail, clock: Clock): Creations {
  return new Creations(new KeptCreations(store, roots, clock), trail, clock);
}
