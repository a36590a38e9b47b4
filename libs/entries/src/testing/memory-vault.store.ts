import { MemoryDocuments } from '#kernel/testing';
import { type BodyHead, blobSize, type EntryBody, type VaultSnapshot } from '../domain/entry-body.js';
import type { Vault } from '../domain/vault.js';
import { type LoadedBodies, VaultStore } from '../ports/vault.store.js';
import { headOf } from './a-vault.js';

export type VaultOperation =
  | 'revisionOf'
  | 'insertBodies'
  | 'loadBodies'
  | 'staged'
  | 'countStaged'
  | 'bodiesOf'
  | 'removeBodies'
  | 'removeSome'
  | 'insertSnapshot'
  | 'loadSnapshot'
  | 'removeSnapshot'
  | 'nextOwner'
  | 'writtenBefore'
  | 'snapshotsBefore';

/** Like the hooks of MemoryDocuments: an error in `before` stops an operation, an error in `after` loses its answer. */
export interface VaultHooks {
  before?: (operation: VaultOperation) => Promise<void> | void;
  after?: (operation: VaultOperation) => Promise<void> | void;
}

/** VaultStore in memory, for unit tests. Each operation first lets others run, then is applied in one step. */
export class MemoryVaultStore extends VaultStore {
  override readonly vaults: MemoryDocuments<Vault>;
  /** For all operations except those of `vaults`, which has its own hooks. */
  readonly hooks: VaultHooks = {};
  private readonly bodies = new Map<string, EntryBody>();
  private readonly snapshots = new Map<string, VaultSnapshot>();

  constructor(now: () => number = Date.now) {
    super();
    this.vaults = new MemoryDocuments<Vault>(() => [], now);
  }

  revisionOf(ownerId: string): Promise<number | null> {
    return this.apply('revisionOf', () => this.vaults.peek(ownerId)?.revision ?? null);
  }

  insertBodies(bodies: readonly EntryBody[]): Promise<void> {
    const copies = structuredClone(bodies);
    return this.apply('insertBodies', () => {
      for (const body of copies) if (!this.bodies.has(body.id)) this.bodies.set(body.id, body);
    });
  }

  loadBodies(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies> {
    return this.apply('loadBodies', () => {
      const bodies: EntryBody[] = [];
      let size = 0;
      for (const [index, id] of ids.entries()) {
        const body = this.bodies.get(id);
        if (body?.ownerId !== ownerId) continue;
        size += blobSize(body);
        if (size > most && bodies.length > 0) return { bodies, left: ids.slice(index) };
        bodies.push(structuredClone(body));
      }
      return { bodies, left: [] };
    });
  }

  staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.apply('staged', () =>
      this.peekBodies(ownerId)
        .filter((body) => body.rekey === rekey && (after === null || body.id > after))
        .slice(0, limit)
        .map(headOf),
    );
  }

  countStaged(ownerId: string, most: number): Promise<number> {
    return this.apply('countStaged', () =>
      Math.min(most, this.peekBodies(ownerId).filter(({ rekey }) => rekey !== null).length),
    );
  }

  bodiesOf(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]> {
    return this.apply('bodiesOf', () =>
      this.peekBodies(ownerId)
        .filter((body) => body.entryId === entryId && body.generation === generation)
        .sort((a, b) => a.revision - b.revision)
        .slice(0, limit)
        .map(headOf),
    );
  }

  removeBodies(ownerId: string, ids: readonly string[]): Promise<void> {
    return this.apply('removeBodies', () => {
      for (const id of ids) if (this.bodies.get(id)?.ownerId === ownerId) this.bodies.delete(id);
    });
  }

  removeSome(ownerId: string, limit: number): Promise<number> {
    return this.apply('removeSome', () => {
      const rows = [this.bodies, this.snapshots].flatMap((kept) =>
        [...kept.values()].filter((row) => row.ownerId === ownerId).map((row) => ({ kept, id: row.id })),
      );
      const chosen = rows.slice(0, limit);
      for (const { kept, id } of chosen) kept.delete(id);
      return chosen.length;
    });
  }

  insertSnapshot(snapshot: VaultSnapshot): Promise<void> {
    const copy = structuredClone(snapshot);
    return this.apply('insertSnapshot', () => {
      if (!this.snapshots.has(copy.id)) this.snapshots.set(copy.id, copy);
    });
  }

  loadSnapshot(ownerId: string, id: string): Promise<VaultSnapshot | null> {
    return this.apply('loadSnapshot', () => {
      const snapshot = this.snapshots.get(id);
      return snapshot?.ownerId === ownerId ? structuredClone(snapshot) : null;
    });
  }

  removeSnapshot(ownerId: string, id: string): Promise<void> {
    return this.apply('removeSnapshot', () => {
      if (this.snapshots.get(id)?.ownerId === ownerId) this.snapshots.delete(id);
    });
  }

  nextOwner(after: string | null): Promise<string | null> {
    return this.apply('nextOwner', () => {
      const owners = [...this.bodies.values()].map(({ ownerId }) => ownerId);
      return owners.filter((ownerId) => after === null || ownerId > after).sort()[0] ?? null;
    });
  }

  writtenBefore(ownerId: string, before: number, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.apply('writtenBefore', () => {
      const own = new Map([...this.bodies].filter(([, body]) => body.ownerId === ownerId));
      return dueOf(own, before, after, limit).map(headOf);
    });
  }

  snapshotsBefore(
    before: number,
    after: string | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly ownerId: string }[]> {
    return this.apply('snapshotsBefore', () =>
      dueOf(this.snapshots, before, after, limit).map(({ id, ownerId }) => ({ id, ownerId })),
    );
  }

  /** The bodies of an owner by id, without hooks. */
  peekBodies(ownerId: string): EntryBody[] {
    return byId(this.bodies).filter((body) => body.ownerId === ownerId);
  }

  /** The snapshots of an owner by id, without hooks. */
  peekSnapshots(ownerId: string): VaultSnapshot[] {
    return byId(this.snapshots).filter((snapshot) => snapshot.ownerId === ownerId);
  }

  private async apply<R>(operation: VaultOperation, step: () => R): Promise<R> {
    await Promise.resolve();
    await this.hooks.before?.(operation);
    const result = step();
    await this.hooks.after?.(operation);
    await Promise.resolve();
    return result;
  }
}

function byId<R extends { readonly id: string }>(rows: ReadonlyMap<string, R>): R[] {
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function dueOf<R extends { readonly id: string; readonly writtenAt: number }>(
  rows: ReadonlyMap<string, R>,
  before: number,
  after: string | null,
  limit: number,
): R[] {
  return byId(rows)
    .filter((row) => row.writtenAt < before && (after === null || row.id > after))
    .slice(0, limit);
}
