import { type Model, trusted } from 'mongoose';
import {
  type BodyHead,
  type EntryBody,
  type LoadedBodies,
  packSnapshot,
  unpackSnapshot,
  type VaultSnapshot,
  VaultStore,
} from '#entries';
import type { Clock } from '#kernel';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import { later, MongoEntryBodies } from './entry-body.repository.js';
import type { EntryBodyRow } from './entry-body.schema.js';
import type { VaultRow, VaultSnapshotRow } from './vault.schema.js';
import { MongoVaults } from './vaults.js';

/** The most rows that one call removes; a row has up to 360 KB. */
const REMOVED_AT_ONCE = 200;

export class MongoVaultStore extends VaultStore {
  override readonly vaults: MongoVaults;
  private readonly bodies: MongoEntryBodies;

  constructor(
    private readonly rows: Model<VaultRow>,
    bodies: Model<EntryBodyRow>,
    private readonly snapshots: Model<VaultSnapshotRow>,
    clock: Clock,
  ) {
    super();
    this.vaults = new MongoVaults(rows, clock);
    this.bodies = new MongoEntryBodies(bodies);
  }

  async revisionOf(ownerId: string): Promise<number | null> {
    const filter = { _id: ownerId, fenced: trusted({ $exists: false }) };
    const row = await reading(() => this.rows.findOne(filter, { revision: 1 }).lean().exec());
    return row?.revision ?? null;
  }

  insertBodies(bodies: readonly EntryBody[]): Promise<void> {
    return this.bodies.insert(bodies);
  }

  loadBodies(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies> {
    return this.bodies.load(ownerId, ids, most);
  }

  staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.bodies.staged(ownerId, rekey, after, limit);
  }

  countStaged(ownerId: string, most: number): Promise<number> {
    return this.bodies.countStaged(ownerId, most);
  }

  bodiesOf(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]> {
    return this.bodies.ofEntry(ownerId, entryId, generation, limit);
  }

  removeBodies(ownerId: string, ids: readonly string[]): Promise<void> {
    return this.bodies.remove(ownerId, ids);
  }

  async removeSome(ownerId: string, limit: number): Promise<number> {
    const until = deadline();
    const most = Math.min(limit, REMOVED_AT_ONCE);
    const ids = await this.bodies.idsOf(ownerId, most, until);
    if (ids.length > 0) {
      await this.bodies.remove(ownerId, ids, until);
      return ids.length;
    }
    const find = () => this.snapshots.find({ ownerId }, { _id: 1 }).limit(most).lean().exec();
    const snapshots = (await reading(find, until)).map((row) => row._id);
    if (snapshots.length === 0) return 0;
    const filter = { _id: trusted({ $in: snapshots }), ownerId };
    await writing(() => this.snapshots.deleteMany(filter).exec(), until);
    return snapshots.length;
  }

  async insertSnapshot({ id, ownerId, writtenAt, manifest }: VaultSnapshot): Promise<void> {
    const row = { _id: id, ownerId, writtenAt, manifest: packSnapshot(manifest) };
    await orWhenDuplicate(
      writing(() => this.snapshots.insertOne(row)),
      null,
    );
  }

  async loadSnapshot(ownerId: string, id: string): Promise<VaultSnapshot | null> {
    const row = await reading(() => this.snapshots.findOne({ _id: id, ownerId }).lean().exec());
    return row && { id, ownerId, manifest: unpackSnapshot(row.manifest), writtenAt: row.writtenAt };
  }

  async removeSnapshot(ownerId: string, id: string): Promise<void> {
    await writing(() => this.snapshots.deleteOne({ _id: id, ownerId }).exec());
  }

  async snapshotsBefore(
    before: number,
    after: string | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly ownerId: string }[]> {
    const filter = { writtenAt: trusted({ $lt: before }), ...later(after) };
    const rows = await reading(() =>
      this.snapshots.find(filter, { ownerId: 1 }).sort({ _id: 1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => ({ id: row._id, ownerId: row.ownerId }));
  }

  nextOwner(after: string | null): Promise<string | null> {
    return this.bodies.nextOwner(after);
  }

  writtenBefore(ownerId: string, before: number, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.bodies.writtenBefore(ownerId, before, after, limit);
  }
}
