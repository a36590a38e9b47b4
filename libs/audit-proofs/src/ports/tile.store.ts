import type { TileAt } from '../domain/tree/tiles.js';

/** A full tile: 256 hashes (C2SP tlog-tiles). */
export interface FullTile extends TileAt {
  /** 8,192 bytes. */
  readonly hashes: Buffer;
  /** 32 bytes: the root of the 256 hashes, which is one hash of the level above. */
  readonly root: Buffer;
}

/** Other bytes are stored under the place of a tile: somebody changed the tree or the log. The stored tile stays. */
export class TileConflict extends Error {
  override readonly name = 'TileConflict';

  constructor(readonly at: TileAt) {
    super(`another tile is stored as ${at.level}/${at.index}`);
  }
}

/**
 * Keeps full tiles. A tile is only inserted, never changed. It is derived from the log, so every node writes the same
 * bytes. The hashes after the last full tile of a level are not stored: those of level 0 follow from the log, those of
 * level n + 1 are the roots of the last tiles of level n.
 *
 * Errors: PartUnavailable('store') within 2 s. After OutcomeUnknown, `add` may be repeated.
 */
export abstract class TileStore {
  /**
   * Inserts tiles, durably, level by level. Those of a level follow the stored ones without a gap, and a tile comes with or
   * after the 256 tiles below it. If it fails, the first of them may be stored. A tile that is stored with the same bytes
   * counts as inserted. TileConflict if one is stored with other bytes.
   */
  abstract add(tiles: readonly FullTile[]): Promise<void>;

  /** The hashes of a full tile, 8,192 bytes. Null: it is not stored. */
  abstract tile(at: TileAt): Promise<Buffer | null>;

  /** The roots of at most `limit` (up to 256) full tiles of `level` from `index` on, 32 bytes each, without gaps. */
  abstract roots(level: number, index: number, limit: number): Promise<Buffer>;

  /** How many full tiles a level has had: the highest index plus 1. Tiles that were archived count. */
  abstract count(level: number): Promise<number>;

  /**
   * Deletes the tiles of level 0 below `index`. Their roots stay, in level 1. A tile stays if one of its leaves is not
   * archived (`AuditLog.prune`), or if the tile above it is not stored. May be repeated.
   */
  abstract dropLeaves(index: number): Promise<void>;

  /** The position of the look at old tiles, as {@link scrub} has kept it last; 0 at first. */
  abstract scrubbed(): Promise<number>;

  /** Keeps the position, durably. A lower one than the present changes nothing. */
  abstract scrub(position: number): Promise<void>;
}
