import { type FullTile, firstLeft, TILE_WIDTH, type TileAt, TileStore, tilesToInsert } from '#audit-proofs';
import { PartUnavailable, upToGap } from '#kernel';
import { AuditProgress } from '../audit/audit-progress.repository.js';
import type { Database } from '../engine/database.js';
import { blob, integer } from '../engine/sql.js';
import { toTileBytes, toTileRow } from './tile.mapper.js';

/** The most tiles that one write inserts or deletes: half a megabyte. Other writes wait no longer than for a batch. */
const TILES_A_WRITE = 64;
/** How often an insert looks again after another process has inserted. */
const ATTEMPTS = 3;

const HIGHEST = 'SELECT coalesce(max(idx) + 1, 0) FROM audit_tiles WHERE level =';
/** Tiles of level 0 are deleted only after the tile above them is stored. So that one counts them, too. */
const COUNT = `max((${HIGHEST} ?1), ${TILE_WIDTH} * (${HIGHEST} ?1 + 1))`;
const COUNTED = `SELECT ${COUNT} AS tiles`;
const TILE = 'SELECT root, hashes FROM audit_tiles WHERE level = ? AND idx = ?';
const ROOTS = 'SELECT idx, root FROM audit_tiles WHERE level = ? AND idx >= ? ORDER BY idx LIMIT ?';
const ADD = `INSERT INTO audit_tiles (level, idx, root, hashes) SELECT ?1, ?2, ?3, ?4 WHERE ?2 = ${COUNT}`;
const LOWEST = 'SELECT min(idx) AS idx FROM audit_tiles WHERE level = 0';
const DROP = 'DELETE FROM audit_tiles WHERE level = 0 AND idx >= ? AND idx < ?';

/** The statements. Exported for the test of their query plans. */
export const TILE_READS = { counted: COUNTED, tile: TILE, roots: ROOTS, lowest: LOWEST, drop: DROP } as const;

/** Tiles on SQLite. */
export class SqliteTileStore extends TileStore {
  private readonly progress: AuditProgress;

  constructor(private readonly database: Database) {
    super();
    this.progress = new AuditProgress(database);
  }

  async add(tiles: readonly FullTile[]): Promise<void> {
    const stored = { count: (level: number) => this.count(level), load: (at: TileAt) => this.load(at) };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const fresh = await tilesToInsert(tiles, stored);
      if (await this.insert(fresh)) return;
    }
    throw new PartUnavailable('store');
  }

  async tile(at: TileAt): Promise<Buffer | null> {
    return (await this.load(at))?.hashes ?? null;
  }

  async roots(level: number, index: number, limit: number): Promise<Buffer> {
    const rows = await this.database.longReads.all(ROOTS, level, index, limit);
    return Buffer.concat(upToGap(rows, index, ({ idx }) => integer(idx)).map(({ root }) => blob(root)));
  }

  async count(level: number): Promise<number> {
    return integer((await this.database.reader.get(COUNTED, level))?.tiles);
  }

  async dropLeaves(index: number): Promise<void> {
    const below = await firstLeft(index, await this.progress.upto('archived'), this);
    for (let lowest = await this.lowest(); lowest < below; lowest = await this.lowest()) {
      const end = Math.min(lowest + TILES_A_WRITE, below);
      await this.database.writer.run([{ sql: DROP, rows: [[lowest, end]] }]);
    }
  }

  scrubbed(): Promise<number> {
    return this.progress.upto('scrubbed');
  }

  scrub(position: number): Promise<void> {
    return this.progress.raise('scrubbed', position);
  }

  private async load({ level, index }: TileAt): Promise<Pick<FullTile, 'hashes' | 'root'> | null> {
    const row = await this.database.reader.get(TILE, level, index);
    return row && toTileBytes(row);
  }

  /** False: another process has inserted meanwhile. */
  private async insert(tiles: readonly FullTile[]): Promise<boolean> {
    for (let start = 0; start < tiles.length; start += TILES_A_WRITE) {
      const rows = tiles.slice(start, start + TILES_A_WRITE).map(toTileRow);
      const landing = await this.database.writer.run(rows.map((row) => ({ sql: ADD, rows: [row], needsChange: true })));
      if (landing !== 'done') return false;
    }
    return true;
  }

  private async lowest(): Promise<number> {
    const idx = (await this.database.reader.get(LOWEST))?.idx;
    return idx === null ? Number.POSITIVE_INFINITY : integer(idx);
  }
}
