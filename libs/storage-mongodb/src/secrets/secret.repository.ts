import { type Model, trusted } from 'mongoose';
import type { Clock, Sealed, Stored } from '#kernel';
import type { ListPlace, PathRange, Secret, SecretBound, SecretState, SecretSummary } from '#secrets';
import { SECRET_STATES, SecretStore } from '#secrets';
import { MongoDocuments } from '../documents.js';
import { deadline, reading } from '../engine/failures.js';
import type { SharedReads } from '../engine/shared-reads.js';
import { MongoArchive } from './archived-version.repository.js';
import type { ArchivedVersionRow } from './archived-version.schema.js';
import { secretMapper } from './secret.mapper.js';
import type { SecretRow } from './secret.schema.js';
import { MongoSummaries, type PathBounds } from './secret-summaries.js';

/** Secrets on MongoDB. Strings compare by their UTF-8 bytes, since no collation is set. */
export class MongoSecretStore extends SecretStore {
  override readonly heads: MongoDocuments<Secret, SecretRow>;
  private readonly byPath: SharedReads<SecretRow>;
  private readonly lists: MongoSummaries;
  private readonly versions: MongoArchive;

  constructor(
    private readonly secrets: Model<SecretRow>,
    archived: Model<ArchivedVersionRow>,
    clock: Clock,
  ) {
    super();
    this.heads = new MongoDocuments(secrets, secretMapper, clock);
    this.byPath = this.heads.readsBy('pathKey');
    this.lists = new MongoSummaries(secrets);
    this.versions = new MongoArchive(archived);
  }

  async findByPath(path: string): Promise<Stored<Secret> | null> {
    const row = await reading(() => this.byPath.find(path));
    return row?.state === 'live' ? this.heads.toStored(row) : null;
  }

  async findByPaths(paths: readonly string[]): Promise<Stored<Secret>[]> {
    const filter = { pathKey: trusted({ $in: [...paths] }) };
    const find = () => this.secrets.find(filter, { published: 0 }).limit(paths.length).lean().exec();
    return (await reading(find)).filter(({ state }) => state === 'live').map((row) => this.heads.toStored(row));
  }

  async scan(
    state: SecretState,
    range: PathRange,
    after: ListPlace | null,
    limit: number,
  ): Promise<Stored<SecretSummary>[]> {
    const until = deadline();
    const tied = after !== null && after.id !== '' && state !== 'live';
    const rest = tied ? await this.sameNamed(state, range, after, limit, until) : [];
    if (rest.length === limit) return rest;
    const found = await this.lists.inOrder({ state, path: boundsOf(range, after) }, limit - rest.length, until);
    return [...rest, ...found];
  }

  async placesWithin(state: SecretState, bound: SecretBound, most: number): Promise<ListPlace[] | null> {
    const find = () =>
      this.secrets
        .find({ state, ...filterOf(bound) }, { path: 1 })
        .limit(most + 1)
        .lean()
        .exec();
    const rows = await reading(find);
    return rows.length > most ? null : rows.map(({ _id: id, path }) => ({ path, id }));
  }

  summaries(ids: readonly string[]): Promise<Stored<SecretSummary>[]> {
    return this.lists.withIds(ids, deadline());
  }

  archive(id: string, version: number, sealed: Sealed, at: number): Promise<void> {
    return this.versions.keep(id, version, sealed, at);
  }

  loadVersion(id: string, version: number): Promise<Sealed | null> {
    return this.versions.load(id, version);
  }

  destroyVersion(id: string, version: number, at: number): Promise<void> {
    return this.versions.destroy(id, version, at);
  }

  removeVersion(id: string, version: number): Promise<void> {
    return this.versions.remove(id, version);
  }

  removeVersions(id: string): Promise<void> {
    return this.versions.removeAll(id);
  }

  archivedBefore(
    before: number,
    after: { readonly id: string; readonly version: number } | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    return this.versions.writtenBefore(before, after, limit);
  }

  duePurge(before: number, limit: number): Promise<Stored<SecretSummary>[]> {
    return this.lists.due(before, limit, deadline());
  }

  async headsAfter(after: string | null, limit: number): Promise<Stored<Secret>[]> {
    const later = { _id: trusted({ $gt: after ?? '' }), fenced: trusted({ $exists: false }) };
    const find = () => this.secrets.find(later, { published: 0 }).sort({ _id: 1 }).limit(limit).lean().exec();
    return (await reading(find)).map((row) => this.heads.toStored(row));
  }

  replaceVersion(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean> {
    return this.versions.replace(id, version, expected, next);
  }

  /** Counts by state: the row of a fenced id has none, and the index of states is enough. */
  async countSealed(): Promise<number> {
    const heads = { state: trusted({ $in: [...SECRET_STATES] }) };
    const count = () => this.secrets.countDocuments(heads).exec();
    const [current, archived] = await Promise.all([reading(count), this.versions.count()]);
    return current + archived;
  }

  /** The secrets after `after` with exactly its path. Several secrets that are not live may have the same path. */
  private async sameNamed(
    state: SecretState,
    range: PathRange,
    after: ListPlace,
    limit: number,
    until: number,
  ): Promise<Stored<SecretSummary>[]> {
    const bytes = Buffer.compare;
    const path = Buffer.from(after.path);
    if (bytes(path, Buffer.from(range.from)) < 0) return [];
    if (range.to !== null && bytes(path, Buffer.from(range.to)) >= 0) return [];
    return this.lists.inOrder({ state, path: after.path, _id: { $gt: after.id } }, limit, until);
  }
}

/** A place without an id lies before all secrets of its path: none of them was listed yet. */
function boundsOf(range: PathRange, after: ListPlace | null): PathBounds {
  const upper = range.to === null ? {} : { $lt: range.to };
  const begun = after !== null && Buffer.compare(Buffer.from(after.path), Buffer.from(range.from)) >= 0;
  if (!begun) return { $gte: range.from, ...upper };
  return after.id === '' ? { $gte: after.path, ...upper } : { $gt: after.path, ...upper };
}

function filterOf(bound: SecretBound) {
  if ('createdBy' in bound) return bound;
  if ('expiresBefore' in bound) return { expiresAt: trusted({ $lt: bound.expiresBefore }) };
  return { updatedAt: trusted({ $lt: bound.updatedBefore }) };
}
