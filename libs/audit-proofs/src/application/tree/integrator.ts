import { type Clock, isOutage } from '#kernel';
import { TILE_BYTES, TILE_WIDTH, type TileAt, tileRoot } from '../../domain/tree/tiles.js';
import type { FullTile, TileStore } from '../../ports/tile.store.js';
import { type DamagedTile, damagedUnder, unreadable } from './damaged-tile.js';
import type { LeafHashes } from './leaf-hashes.js';

/** Tiles that share a read of the log and a durable write at most: those of 4,096 records. Fewer where a read takes too long. */
const TILES_A_STEP = 16;
/** Between two reports of a long integration, in milliseconds. */
const REPORT_EVERY_MS = 5_000;

/** Called every 5 s while records are behind: so many of so many are integrated. */
export type OnProgress = (done: number, of: number) => void;

/**
 * Stores the full tiles of the tree over the audit. It goes on where the stored tiles end, so it may be stopped anywhere,
 * and a repetition by another node writes the same bytes.
 */
export class Integrator {
  constructor(
    private readonly leaves: LeafHashes,
    private readonly tiles: TileStore,
    private readonly clock: Clock,
    private readonly onProgress: OnProgress = () => {},
  ) {}

  /**
   * Stores every full tile of the first `size` records. Gives way to requests at each tile.
   *
   * Errors: TileConflict; {@link DamagedTile} if a record is missing; PartUnavailable('store') and OutcomeUnknown, after
   * which it is called again; the reason of `signal`.
   */
  async integrate(size: number, signal?: AbortSignal): Promise<void> {
    const full = Math.floor(size / TILE_WIDTH);
    let done = await this.tiles.count(0);
    let reportAt = this.clock.now() + REPORT_EVERY_MS;
    let most = TILES_A_STEP;
    await this.raise(done);
    while (done < full) {
      const step = Math.min(most, full - done, boundaryAfter(done) - done);
      const hashes = await this.leavesOf(done, step, signal);
      if (hashes === null) {
        most = Math.floor(step / 2);
        continue;
      }
      await this.addLeaves(done, hashes, signal);
      done += step;
      if (done % TILE_WIDTH === 0) await this.raise(done);
      if (this.clock.now() < reportAt) continue;
      this.onProgress(done * TILE_WIDTH, size);
      reportAt = this.clock.now() + REPORT_EVERY_MS;
    }
  }

  /**
   * The leaves of `step` tiles of level 0. Null: the store did not give so many in time, and fewer may do. A read has one
   * time limit, whatever its size: a log of many small batches takes more of it.
   */
  private async leavesOf(
    from: number,
    step: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly Buffer[] | null> {
    signal?.throwIfAborted();
    try {
      const all = await this.leaves.read(from * TILE_WIDTH + 1, step * TILE_WIDTH);
      return Array.from({ length: step }, (_, tile) => all.subarray(tile * TILE_BYTES, (tile + 1) * TILE_BYTES));
    } catch (error) {
      if (step > 1 && isOutage(error)) return null;
      throw error;
    }
  }

  /** The tiles of level 0 from `from` on, of which `leaves` has the hashes. */
  private async addLeaves(from: number, leaves: readonly Buffer[], signal: AbortSignal | undefined): Promise<void> {
    const tiles: FullTile[] = [];
    for (const [place, hashes] of leaves.entries()) {
      await this.clock.giveWay();
      signal?.throwIfAborted();
      tiles.push(fullTile({ level: 0, index: from + place }, hashes));
    }
    await this.tiles.add(tiles);
  }

  /** Adds the full tiles over the first `below` tiles of the level below, then those over them. */
  private async raise(below: number, level = 1): Promise<void> {
    const full = Math.floor(below / TILE_WIDTH);
    if (full === 0) return;
    for (let index = await this.tiles.count(level); index < full; index++) {
      await this.clock.giveWay();
      const hashes = await this.tiles.roots(level - 1, index * TILE_WIDTH, TILE_WIDTH);
      await this.tiles.add([fullTile({ level, index }, hashes)]);
    }
    await this.raise(full, level + 1);
  }
}

/** The number of tiles at which the next tile of the level above is full. */
function boundaryAfter(done: number): number {
  return (Math.floor(done / TILE_WIDTH) + 1) * TILE_WIDTH;
}

function fullTile(at: TileAt, hashes: Buffer): FullTile {
  if (hashes.length < TILE_BYTES) throw damagedUnder(at);
  if (hashes.length > TILE_BYTES) throw unreadable(at);
  return { ...at, hashes, root: tileRoot(hashes) };
}
