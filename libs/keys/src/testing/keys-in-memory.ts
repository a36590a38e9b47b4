import type { KeyObject } from 'node:crypto';
import { CofferError, StartError, type Stored, StoreEngine } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { CannotOpen } from '../domain/key-errors.js';
import { type KeyRing, requireErasable } from '../domain/key-ring.js';
import { newKeyBytes } from '../domain/key-wrap.js';
import { type Rotation, slotOf } from '../domain/rotation.js';
import { secretKeyOf } from '../domain/secret-key.js';
import {
  KeyManagement,
  MasterStillNeeded,
  REWRAP_MOST,
  type Rewrapped,
  type RingWraps,
} from '../ports/key-management.js';
import { KeyRingStore } from '../ports/key-ring.store.js';
import { RotationStore } from '../ports/rotation.store.js';

/** Called before and after each call of a port in memory. A test throws in it to simulate a crash or an outage. */
export type Tap = (call: string, moment: 'before' | 'after') => void | Promise<void>;

export class InMemoryKeyRingStore extends KeyRingStore {
  override readonly rings: MemoryDocuments<KeyRing>;

  /** `now`: the time by which the store remembers what was published. */
  constructor(now?: () => number) {
    super();
    this.rings = new MemoryDocuments<KeyRing>(() => [], now);
  }

  set tap(tap: Tap) {
    this.rings.hooks.before = (operation, id) => tap(`${operation} ${id}`, 'before');
    this.rings.hooks.after = (operation, id) => tap(`${operation} ${id}`, 'after');
  }

  async list(after: string | null, limit: number): Promise<Stored<KeyRing>[]> {
    await this.rings.hooks.before?.('load', `list ${after}`);
    const later = this.rings.peekAll().filter(({ value }) => after === null || value.id > after);
    return later.slice(0, limit);
  }

  async count(): Promise<number> {
    return this.rings.peekAll().length;
  }
}

/** A store that is empty until a descriptor is kept or `otherDocuments` is set. */
export class InMemoryEngine extends StoreEngine {
  otherDocuments = false;

  constructor(private readonly store: InMemoryKeyRingStore) {
    super();
  }

  async check(): Promise<void> {}

  async isEmpty(): Promise<boolean> {
    return !this.otherDocuments && this.store.rings.peekAll().length === 0;
  }

  async freeBytes(): Promise<null> {
    return null;
  }

  async close(): Promise<void> {}
}

export class InMemoryRotationStore extends RotationStore {
  override readonly rotations: MemoryDocuments<Rotation>;

  /** `now`: the time by which the store remembers what was published. */
  constructor(now?: () => number) {
    super();
    this.rotations = new MemoryDocuments<Rotation>((rotation) => [`slot:${slotOf(rotation)}`], now);
  }

  set tap(tap: Tap) {
    this.rotations.hooks.before = (operation, id) => tap(`rotation ${operation} ${id}`, 'before');
    this.rotations.hooks.after = (operation, id) => tap(`rotation ${operation} ${id}`, 'after');
  }

  async running(ring: string): Promise<Stored<Rotation> | null> {
    return this.rotations.peekAll().find(({ value }) => value.ring === ring && value.state === 'running') ?? null;
  }

  async due(now: number, limit: number): Promise<Stored<Rotation>[]> {
    return this.rotations
      .peekAll()
      .filter(({ value }) => value.nextAt !== null && value.nextAt <= now && value.workerUntil <= now)
      .sort((a, b) => (a.value.nextAt ?? 0) - (b.value.nextAt ?? 0))
      .slice(0, limit);
  }

  async misdated(soon: number, later: number, limit: number): Promise<Stored<Rotation>[]> {
    return this.rotations
      .peekAll()
      .filter(({ value: { nextAt, state, workerUntil } }) => {
        if (nextAt === null) return false;
        return workerUntil > soon || nextAt > (state === 'running' ? soon : later);
      })
      .slice(0, limit);
  }
}

/**
 * A keyring in memory. It holds plain keys and remembers the master version that each is wrapped under. A key under a
 * destroyed master version does not open. Without `masters`, the master version is 1.
 */
export class InMemoryKeyring extends KeyManagement {
  masters: number[] = [];
  /** The keys of each ring, version 1 first. Null for a dropped version, and for a ring that was shredded. */
  readonly held = new Map<string, (KeyObject | null)[] | null>();
  /** Rings whose wraps do not authenticate. */
  readonly broken = new Set<string>();
  tap: Tap = () => {};
  private readonly under = new Map<string, number>();

  async check(): Promise<void> {}

  bound: string | null = null;

  async boundTo(): Promise<string | null> {
    await this.tap('boundTo', 'before');
    return this.bound;
  }

  bind(to: string, before: string | null): Promise<boolean> {
    return this.tapped('bind', () => {
      if (this.bound !== before) return false;
      this.bound = to;
      return true;
    });
  }

  async masterVersions(): Promise<number[]> {
    await this.tap('masterVersions', 'before');
    return [...this.masters];
  }

  async createMaster(): Promise<'created' | 'exists'> {
    await this.tap('createMaster', 'before');
    if (this.masters.length > 0) return 'exists';
    if (this.held.size > 0) throw new StartError('rings without a master');
    this.masters = [1];
    await this.tap('createMaster', 'after');
    return 'created';
  }

  addMasterVersion(next: number): Promise<'created' | 'exists'> {
    return this.tapped(`addMasterVersion ${next}`, () => {
      if (next <= this.newest) return 'exists';
      if (next !== this.newest + 1) throw new RangeError('versions have no gaps');
      this.masters.push(next);
      return 'created';
    });
  }

  verifyMaster(version: number): Promise<void> {
    return this.tapped(`verifyMaster ${version}`, () => {
      if (version !== this.newest) throw new CannotOpen();
    });
  }

  rewrap(rings: readonly string[]): Promise<Rewrapped> {
    if (rings.length > REWRAP_MOST) throw new RangeError('too many rings');
    return this.tapped(`rewrap ${rings.join(' ')}`, () => {
      const failed = rings.filter((ring) => this.broken.has(ring));
      const moved = rings.filter((ring) => !this.broken.has(ring)).flatMap((ring) => this.olderWraps(ring));
      for (const wrap of moved) this.under.set(wrap, this.newest);
      return { moved: moved.length, failed };
    });
  }

  async rings(after: string | null, limit: number): Promise<string[]> {
    await this.tap(`rings ${after}`, 'before');
    const names = [...this.held.keys()].filter((ring) => this.held.get(ring) && (after === null || ring > after));
    return names.sort().slice(0, limit);
  }

  async ringUnder(version: number): Promise<string | null> {
    await this.tap(`ringUnder ${version}`, 'before');
    return this.wrappedUpTo(version);
  }

  destroyMaster(version: number): Promise<void> {
    return this.tapped(`destroyMaster ${version}`, () => {
      if (version >= this.newest) throw new RangeError('the newest stays');
      const needed = this.wrappedUpTo(version);
      if (needed !== null) throw new MasterStillNeeded(needed);
      this.masters = this.masters.filter((known) => known > version);
    });
  }

  /** Goes back to these versions of the master key and wraps everything under the newest, as an older backup has it. */
  restoreMasters(versions: readonly number[]): void {
    this.masters = [...versions];
    for (const wrap of this.under.keys()) this.under.set(wrap, this.newest);
  }

  /** Puts a ring there that is wrapped under an older master version, as an operator who restores a record. */
  restore(ring: string, under: number): void {
    if (this.held.has(ring)) return;
    this.held.set(ring, [secretKeyOf(newKeyBytes())]);
    this.under.set(`${ring} 1`, under);
  }

  createRing(ring: string): Promise<'created' | 'exists'> {
    return this.tapped(`createRing ${ring}`, () => {
      if (this.held.has(ring)) return 'exists';
      this.held.set(ring, []);
      return this.wrapNew(ring, 1);
    });
  }

  addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    return this.tapped(`addVersion ${ring} ${next}`, () => {
      const keys = this.held.get(ring);
      if (!keys) throw new CofferError('not_found', 'no ring');
      if (next <= keys.length) return 'exists';
      if (next !== keys.length + 1) throw new RangeError('versions have no gaps');
      return this.wrapNew(ring, next);
    });
  }

  dropVersions(ring: string, versions: readonly number[]): Promise<void> {
    return this.tapped(`dropVersions ${ring} ${versions}`, () => {
      requireErasable(ring);
      const keys = this.held.get(ring);
      if (!keys) return;
      if (versions.includes(keys.length)) throw new RangeError('the newest stays');
      for (const version of versions) keys[version - 1] = null;
    });
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    await this.tap(`wraps ${ring}`, 'before');
    const keys = this.held.get(ring);
    if (!keys) return null;
    const versions = keys.flatMap((key, index) =>
      key ? [{ version: index + 1, wrappedUnder: this.under.get(`${ring} ${index + 1}`) ?? 1 }] : [],
    );
    return { versions, revision: 1 };
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    await this.tap(`openKey ${ring} ${version}`, 'before');
    const key = this.held.get(ring)?.[version - 1] ?? null;
    if (key && !this.opens(this.under.get(`${ring} ${version}`) ?? 1)) throw new CannotOpen();
    return key;
  }

  shred(ring: string): Promise<void> {
    return this.tapped(`shred ${ring}`, () => {
      requireErasable(ring);
      this.held.set(ring, null);
    });
  }

  async close(): Promise<void> {}

  private get newest(): number {
    return this.masters.at(-1) ?? 1;
  }

  private wrappedUpTo(version: number): string | null {
    const keysOf = [...this.held].map(([ring, keys]) => [ring, keys ?? []] as const);
    const needs = ([ring, keys]: (typeof keysOf)[number]) =>
      keys.some((key, at) => key && (this.under.get(`${ring} ${at + 1}`) ?? 1) <= version);
    return keysOf.find(needs)?.[0] ?? null;
  }

  private opens(master: number): boolean {
    return this.masters.length === 0 || this.masters.includes(master);
  }

  private wrapNew(ring: string, version: number): 'created' {
    this.held.get(ring)?.push(secretKeyOf(newKeyBytes()));
    this.under.set(`${ring} ${version}`, this.newest);
    return 'created';
  }

  private olderWraps(ring: string): string[] {
    const wraps = (this.held.get(ring) ?? []).map((key, index) => key && `${ring} ${index + 1}`);
    return wraps.filter((wrap) => wrap !== null && (this.under.get(wrap) ?? 1) < this.newest) as string[];
  }

  private async tapped<R>(call: string, step: () => R): Promise<R> {
    await this.tap(call, 'before');
    const result = step();
    await this.tap(call, 'after');
    return result;
  }
}
