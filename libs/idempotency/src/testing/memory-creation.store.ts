import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { AuditTrail } from '#audit';
import type { Clock, Roots } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { CreationHashes } from '../application/creation-hashes.js';
import { Creations } from '../application/creations.js';
import { KeptCreations } from '../application/kept-creations.js';
import type { Creation } from '../domain/creation.js';
import { CreationStore } from '../ports/creation.store.js';
import { type OwnerKey, OwnerKeySource } from '../ports/owner-keys.js';

/** Keys of accounts in memory: version 1 of each, until a test destroys it. */
export class MemoryOwnerKeys extends OwnerKeySource {
  private readonly keys = new Map<string, (KeyObject | null)[]>();

  async newest(userId: string): Promise<OwnerKey> {
    const keys = this.keys.get(userId) ?? [createSecretKey(randomBytes(32))];
    this.keys.set(userId, keys);
    return { version: keys.length, key: keys.at(-1) as KeyObject };
  }

  async of(userId: string, version: number): Promise<KeyObject | null> {
    return this.keys.get(userId)?.[version - 1] ?? null;
  }

  /** Adds a version. */
  rotate(userId: string): void {
    this.keys.get(userId)?.push(createSecretKey(randomBytes(32)));
  }

  /** Destroys every version that was used. */
  destroy(userId: string): void {
    const gone = (this.keys.get(userId) ?? []).map(() => null);
    this.keys.set(userId, [...gone, createSecretKey(randomBytes(32))]);
  }
}

/** Creations in memory, for unit tests. */
export class MemoryCreationStore extends CreationStore {
  override readonly creations = new MemoryDocuments<Creation>();
  /** The keys of the accounts, which all nodes on this store share. */
  readonly ownerKeys = new MemoryOwnerKeys();

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = this.creations.peekAll().filter(({ value }) => value.expiresAt < at);
    expired.sort((a, b) => a.value.expiresAt - b.value.expiresAt);
    return expired.slice(0, limit).map(({ value }) => value.id);
  }

  async idsOf(owners: readonly string[], limit: number): Promise<string[]> {
    const own = this.creations.peekAll().filter(({ value }) => owners.includes(value.owner));
    return own.slice(0, limit).map(({ value }) => value.id);
  }

  async idsOfObject(objectId: string, limit: number): Promise<string[]> {
    const made = this.creations.peekAll().filter(({ value }) => value.objectId === objectId);
    return made.slice(0, limit).map(({ value }) => value.id);
  }
}

/** The creations of one node. Several nodes may share the store. With a ManualClock, await them in `clock.drive`. */
export function creationsOn(store: MemoryCreationStore, roots: Roots, trail: AuditTrail, clock: Clock): Creations {
  return new Creations(new KeptCreations(store, new CreationHashes(roots, store.ownerKeys), clock), trail, clock);
}
