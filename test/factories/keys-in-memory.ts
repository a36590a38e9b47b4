import type { KeyObject } from 'node:crypto';
import { Clock, CofferError, StartError, StoreEngine } from '#kernel';
import { KeyManagement, type KeyRing, KeyRingStore, newKeyBytes, type RingWraps, secretKeyOf } from '#keys';
import { MemoryDocuments } from './memory-documents.js';

/** Called before (`before`) and after each port call that the doubles serve; throws to play a crash or an outage. */
export type Tap = (call: string, moment: 'before' | 'after') => void | Promise<void>;

export class ManualClock extends Clock {
  constructor(public time = 1_000_000) {
    super();
  }

  now(): number {
    return this.time;
  }
}

export class InMemoryKeyRingStore extends KeyRingStore {
  override readonly rings = new MemoryDocuments<KeyRing>();

  set tap(tap: Tap) {
    this.rings.hooks.before = (operation, id) => tap(`${operation} ${id}`, 'before');
    this.rings.hooks.after = (operation, id) => tap(`${operation} ${id}`, 'after');
  }
}

/** Empty as long as no descriptor and nothing else was kept. */
export class InMemoryEngine extends StoreEngine {
  otherDocuments = false;

  constructor(private readonly store: InMemoryKeyRingStore) {
    super();
  }

  async check(): Promise<void> {}

  async isEmpty(): Promise<boolean> {
    return !this.otherDocuments && this.store.rings.peekAll().length === 0;
  }

  async close(): Promise<void> {}
}

/** A keyring that wraps nothing: what a unit test of the layers above needs of one. */
export class InMemoryKeyring extends KeyManagement {
  masters: number[] = [];
  readonly held = new Map<string, KeyObject[] | null>();
  tap: Tap = () => {};

  async check(): Promise<void> {}

  async masterVersions(): Promise<number[]> {
    await this.tap('masterVersions', 'before');
    return this.masters;
  }

  async createMaster(): Promise<'created' | 'exists'> {
    await this.tap('createMaster', 'before');
    if (this.masters.length > 0) return 'exists';
    if (this.held.size > 0) throw new StartError('rings without a master');
    this.masters = [1];
    await this.tap('createMaster', 'after');
    return 'created';
  }

  async createRing(ring: string): Promise<'created' | 'exists'> {
    await this.tap(`createRing ${ring}`, 'before');
    const exists = this.held.has(ring);
    if (!exists) this.held.set(ring, [secretKeyOf(newKeyBytes())]);
    await this.tap(`createRing ${ring}`, 'after');
    return exists ? 'exists' : 'created';
  }

  async addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    const keys = this.held.get(ring);
    if (!keys) throw new CofferError('not_found', 'no ring');
    if (keys.length >= next) return 'exists';
    keys.push(secretKeyOf(newKeyBytes()));
    return 'created';
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    const keys = this.held.get(ring);
    return keys ? { versions: keys.map((_, index) => ({ version: index + 1, wrappedUnder: 1 })), revision: 1 } : null;
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    await this.tap(`openKey ${ring} ${version}`, 'before');
    return this.held.get(ring)?.[version - 1] ?? null;
  }

  async shred(ring: string): Promise<void> {
    await this.tap(`shred ${ring}`, 'before');
    this.held.set(ring, null);
    await this.tap(`shred ${ring}`, 'after');
  }

  async close(): Promise<void> {}
}
