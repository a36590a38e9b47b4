import { type Model, trusted } from 'mongoose';
import { type FullTile, firstLeft, TILE_WIDTH, type TileAt, TileStore, tilesToInsert } from '#audit-proofs';
import { PartUnavailable, upToGap } from '#kernel';
import { AuditProgress } from '../audit/audit-progress.repository.js';
import type { AuditProgressRow } from '../audit/audit-progress.schema.js';
import { bytesOf } from '../engine/binary.js';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import { indexOf, tileId, toTileBytes, toTileRow } from './tile.mapper.js';
import type { TileRow } from './tile.schema.js';

/** The most tiles that one write inserts or deletes: half a megabyte. */
const TILES_A_WRITE = 64;
/** How often an insert looks again after another node has inserted. */
const ATTEMPTS = 3;
const HIGHEST_INDEX = 99_999_999_999_999;

/** Tiles on MongoDB. */
export class MongoTileStore extends TileStore {
  private readonly progress: AuditProgress;

  constructor(
    private readonly rows: Model<TileRow>,
    progress: Model<AuditProgressRow>,
  ) {
    super();
    this.progress = new AuditProgress(progress);
  }

  /** In order: another node that reads meanwhile sees no gap. */
  async add(tiles: readonly FullTile[]): Promise<void> {
    const until = deadline();
    const stored = { count: (level: number) => this.count(level, until), load: (at: TileAt) => this.load(at, until) };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const rows = (await tilesToInsert(tiles, stored)).map(toTileRow);
      if (await this.insert(rows, until)) return;
    }
    throw new PartUnavailable('store');
  }

  async tile(at: TileAt): Promise<Buffer | null> {
    return (await this.load(at))?.hashes ?? null;
  }

  async roots(level: number, index: number, limit: number): Promise<Buffer> {
    const range = { $gte: tileId({ level, index }), $lt: tileId({ level, index: index + limit }) };
    const find = () => this.rows.find({ _id: trusted(range) }, { root: 1 }).sort({ _id: 1 });
    const rows = await reading(() => find().limit(limit).lean().exec());
    return Buffer.concat(upToGap(rows, index, ({ _id }) => indexOf(_id)).map(({ root }) => bytesOf(root)));
  }

  /** Tiles of level 0 are deleted only after the tile above them is stored. So that one counts them, too. */
  async count(level: number, until = deadline()): Promise<number> {
    const [own, above] = await Promise.all([this.end(level, until), this.end(level + 1, until)]);
    return Math.max(own, TILE_WIDTH * above);
  }

  async dropLeaves(index: number): Promise<void> {
    const below = await firstLeft(index, await this.progress.upto('archived'), this);
    const range = { $gte: tileId({ level: 0, index: 0 }), $lt: tileId({ level: 0, index: below }) };
    for (;;) {
      const find = () => this.rows.find({ _id: trusted(range) }, { _id: 1 }).sort({ _id: 1 });
      const rows = await reading(() => find().limit(TILES_A_WRITE).lean().exec());
      if (rows.length === 0) return;
      const ids = rows.map(({ _id }) => _id);
      await writing(() => this.rows.deleteMany({ _id: trusted({ $in: ids }) }).exec());
    }
  }

  scrubbed(): Promise<number> {
    return this.progress.upto('scrubbed');
  }

  scrub(position: number): Promise<void> {
    return this.progress.raise('scrubbed', position);
  }

  private async load(at: TileAt, until = deadline()): Promise<Pick<FullTile, 'hashes' | 'root'> | null> {
    const row = await reading(
      () =>
        this.rows
          .findOne({ _id: tileId(at) })
          .lean()
          .exec(),
      until,
    );
    return row && toTileBytes(row);
  }

  /** False: another node has inserted meanwhile. */
  private async insert(rows: readonly TileRow[], until: number): Promise<boolean> {
    for (let start = 0; start < rows.length; start += TILES_A_WRITE) {
      const insert = async () => {
        await this.rows.insertMany(rows.slice(start, start + TILES_A_WRITE), { ordered: true, lean: true });
        return true;
      };
      if (!(await orWhenDuplicate(writing(insert, until), false))) return false;
    }
    return true;
  }

  /** The highest index that is stored, plus 1. */
  private async end(level: number, until: number): Promise<number> {
    const range = { $gte: tileId({ level, index: 0 }), $lte: tileId({ level, index: HIGHEST_INDEX }) };
    const find = () => this.rows.find({ _id: trusted(range) }, { _id: 1 }).sort({ _id: -1 });
    const [row] = await reading(() => find().limit(1).lean().exec(), until);
    return row ? indexOf(row._id) + 1 : 0;
  }
}
