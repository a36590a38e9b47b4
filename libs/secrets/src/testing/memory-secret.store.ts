import type { Sealed, Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import type { ListPlace, PathRange } from '../domain/path.js';
import { type Secret, type SecretState, type SecretSummary, summaryOf } from '../domain/secret.js';
import { type SecretBound, SecretStore } from '../ports/secret.store.js';

interface Row {
  readonly id: string;
  readonly version: number;
  /** Null in a marker. */
  readonly sealed: Sealed | null;
  readonly at: number;
}

export type ArchiveOperation =
  | 'archive'
  | 'loadVersion'
  | 'replaceVersion'
  | 'destroyVersion'
  | 'removeVersion'
  | 'removeVersions';

/** Like the hooks of MemoryDocuments: an error in `before` stops an operation, an error in `after` loses its answer. */
export interface ArchiveHooks {
  before?: (operation: ArchiveOperation, id: string, version: number) => Promise<void> | void;
  after?: (operation: ArchiveOperation, id: string, version: number) => Promise<void> | void;
}

/** SecretStore in memory, for unit tests. Each operation first lets others run, then is applied in one step. */
export class MemorySecretStore extends SecretStore {
  readonly heads: MemoryDocuments<Secret>;
  readonly archiveHooks: ArchiveHooks = {};
  /** The number of rows that all scans have read. */
  rowsScanned = 0;
  scans = 0;
  /** The number of index entries that all looks for a bound have read. */
  placesRead = 0;
  private readonly rows = new Map<string, Row>();

  constructor(now: () => number = Date.now) {
    super();
    this.heads = new MemoryDocuments<Secret>((secret) => [`path:${pathKey(secret)}`], now);
  }

  async findByPath(path: string): Promise<Stored<Secret> | null> {
    await Promise.resolve();
    return this.heads.peekAll().find(({ value }) => value.state === 'live' && value.path === path) ?? null;
  }

  async findByPaths(paths: readonly string[]): Promise<Stored<Secret>[]> {
    await Promise.resolve();
    return this.heads.peekAll().filter(({ value }) => value.state === 'live' && paths.includes(value.path));
  }

  async scan(
    state: SecretState,
    range: PathRange,
    after: ListPlace | null,
    limit: number,
  ): Promise<Stored<SecretSummary>[]> {
    await Promise.resolve();
    const found = this.heads
      .peekAll()
      .filter(({ value }) => value.state === state && inRange(value.path, range))
      .filter(({ value }) => after === null || comparePlaces(value, after) > 0)
      .sort((a, b) => comparePlaces(a.value, b.value))
      .slice(0, limit);
    this.scans += 1;
    this.rowsScanned += found.length;
    return found.map(summarize);
  }

  async placesWithin(state: SecretState, bound: SecretBound, most: number): Promise<ListPlace[] | null> {
    await Promise.resolve();
    const found = this.heads
      .peekAll()
      .filter(({ value }) => value.state === state && isWithin(bound, value))
      .slice(0, most + 1);
    this.placesRead += found.length;
    return found.length > most ? null : found.map(({ value: { path, id } }) => ({ path, id }));
  }

  async summaries(ids: readonly string[]): Promise<Stored<SecretSummary>[]> {
    await Promise.resolve();
    const found = this.heads.peekAll().filter(({ value }) => ids.includes(value.id));
    this.rowsScanned += found.length;
    return found.map(summarize);
  }

  archive(id: string, version: number, sealed: Sealed, at: number): Promise<void> {
    return this.apply('archive', id, version, () => {
      if (!this.rows.has(key(id, version))) this.rows.set(key(id, version), { id, version, sealed, at });
    });
  }

  loadVersion(id: string, version: number): Promise<Sealed | null> {
    return this.apply('loadVersion', id, version, () => this.peekVersion(id, version));
  }

  destroyVersion(id: string, version: number, at: number): Promise<void> {
    return this.apply('destroyVersion', id, version, () => {
      this.rows.set(key(id, version), { id, version, sealed: null, at });
    });
  }

  removeVersion(id: string, version: number): Promise<void> {
    return this.apply('removeVersion', id, version, () => {
      this.rows.delete(key(id, version));
    });
  }

  removeVersions(id: string): Promise<void> {
    return this.apply('removeVersions', id, 0, () => {
      for (const [place, row] of this.rows) if (row.id === id) this.rows.delete(place);
    });
  }

  async duePurge(before: number, limit: number): Promise<Stored<SecretSummary>[]> {
    await Promise.resolve();
    const due = ({ state, deletedAt }: Secret): boolean =>
      state === 'purging' || (state === 'deleted' && deletedAt !== null && deletedAt < before);
    return this.heads
      .peekAll()
      .filter(({ value }) => due(value))
      .slice(0, limit)
      .map(summarize);
  }

  async archivedBefore(
    before: number,
    after: { readonly id: string; readonly version: number } | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    await Promise.resolve();
    return [...this.rows.values()]
      .filter((row) => row.sealed !== null && row.at < before)
      .sort(compareRows)
      .filter((row) => after === null || compareRows(row, after) > 0)
      .slice(0, limit)
      .map(({ id, version }) => ({ id, version }));
  }

  async headsAfter(after: string | null, limit: number): Promise<Stored<Secret>[]> {
    await Promise.resolve();
    return this.heads
      .peekAll()
      .filter(({ value }) => after === null || value.id > after)
      .slice(0, limit);
  }

  replaceVersion(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean> {
    return this.apply('replaceVersion', id, version, () => {
      const row = this.rows.get(key(id, version));
      if (!row || row.sealed !== expected) return false;
      this.rows.set(key(id, version), { ...row, sealed: next });
      return true;
    });
  }

  async countSealed(): Promise<number> {
    await Promise.resolve();
    return this.heads.peekAll().length + [...this.rows.values()].filter(({ sealed }) => sealed !== null).length;
  }

  /** The bytes of a version, without hooks. Null: a marker, or nothing. */
  peekVersion(id: string, version: number): Sealed | null {
    return this.rows.get(key(id, version))?.sealed ?? null;
  }

  /** The archived versions and markers of a secret, without hooks. */
  peekRows(id: string): { readonly version: number; readonly marker: boolean }[] {
    return [...this.rows.values()]
      .filter((row) => row.id === id)
      .sort(compareRows)
      .map((row) => ({ version: row.version, marker: row.sealed === null }));
  }

  private async apply<R>(operation: ArchiveOperation, id: string, version: number, step: () => R): Promise<R> {
    await Promise.resolve();
    await this.archiveHooks.before?.(operation, id, version);
    const result = step();
    await this.archiveHooks.after?.(operation, id, version);
    return result;
  }
}

function isWithin(bound: SecretBound, { createdBy, expiresAt, updatedAt }: Secret): boolean {
  if ('createdBy' in bound) return createdBy === bound.createdBy;
  if ('updatedBefore' in bound) return updatedAt < bound.updatedBefore;
  return expiresAt !== null && expiresAt < bound.expiresBefore;
}

function pathKey(secret: Secret): string {
  return secret.state === 'live' ? secret.path : `deleted:${secret.id}`;
}

function key(id: string, version: number): string {
  return `${id}/${version}`;
}

function inRange(path: string, range: PathRange): boolean {
  return path >= range.from && (range.to === null || path < range.to);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePlaces(a: ListPlace, b: ListPlace): number {
  return compareText(a.path, b.path) || compareText(a.id, b.id);
}

function compareRows(
  a: { readonly id: string; readonly version: number },
  b: { readonly id: string; readonly version: number },
): number {
  return compareText(a.id, b.id) || a.version - b.version;
}

function summarize({ revision, value }: Stored<Secret>): Stored<SecretSummary> {
  return { revision, value: summaryOf(value) };
}
