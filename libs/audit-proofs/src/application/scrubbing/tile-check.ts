import { type AuditLog, leafHashesOf, type StoredRecord } from '#audit';
import { type Clock, HASH_BYTES, isOutage } from '#kernel';
import { TILE_WIDTH, type TileAt, tileRoot } from '../../domain/tree/tiles.js';
import type { TileStore } from '../../ports/tile.store.js';
import { DamagedTile, unreadable } from '../tree/damaged-tile.js';

/**
 * Compares full tiles with what they are made of: the texts of the records, read again, and the tile above. A chain of such
 * comparisons leads from each record to the roots that every checkpoint is computed from.
 *
 * Errors: PartUnavailable('store'). Any other failure is what the bytes in the store made of a reader: it is damage, too.
 */
export class TileCheck {
  constructor(
    private readonly log: Pick<AuditLog, 'read' | 'first'>,
    private readonly tiles: TileStore,
    private readonly clock: Clock,
  ) {}

  /** What is wrong with a full tile of level 0 and with the tiles that it completes. It may be archived meanwhile. */
  async of(index: number): Promise<readonly DamagedTile[]> {
    const at = { level: 0, index };
    const found = [...(await this.found(at, () => this.leaves(index))), ...(await this.found(at, () => this.root(at)))];
    if (found.length > 0 && index < (await this.archived())) return [];
    return [...found, ...(await this.completed(at))];
  }

  /** What is wrong with the tiles that a tile of level 0 completes, which is archived. */
  completedBy(index: number): Promise<readonly DamagedTile[]> {
    return this.completed({ level: 0, index });
  }

  /** How many tiles of level 0 are archived, as a whole or in part. */
  async archived(): Promise<number> {
    return Math.ceil(((await this.log.first()) - 1) / TILE_WIDTH);
  }

  private async completed({ level, index }: TileAt): Promise<readonly DamagedTile[]> {
    if ((index + 1) % TILE_WIDTH !== 0) return [];
    const at = { level: level + 1, index: Math.floor(index / TILE_WIDTH) };
    return [...(await this.found(at, () => this.root(at))), ...(await this.completed(at))];
  }

  private async found(at: TileAt, look: () => Promise<DamagedTile | null>): Promise<DamagedTile[]> {
    await this.clock.giveWay();
    try {
      const damage = await look();
      return damage === null ? [] : [damage];
    } catch (error) {
      if (isOutage(error)) throw error;
      return [unreadable(at)];
    }
  }

  private async leaves(index: number): Promise<DamagedTile | null> {
    const at = { level: 0, index };
    const first = index * TILE_WIDTH + 1;
    const records = await this.log.read(first, TILE_WIDTH);
    const hashes = await this.tiles.tile(at);
    if (hashes === null) return null;
    const gap = Array.from({ length: TILE_WIDTH }, (_, place) => first + place).find(
      (seq, place) => records[place]?.seq !== seq,
    );
    if (gap !== undefined) return new DamagedTile(at, `record ${gap} is missing`);
    const changed = firstChanged(records, hashes);
    return changed === null ? null : new DamagedTile(at, `record ${changed.seq} is not the one in it`);
  }

  /** Compares the hashes of a full tile with the root beside them, and that with its place in the tile above. */
  private async root(at: TileAt): Promise<DamagedTile | null> {
    const hashes = await this.tiles.tile(at);
    if (hashes === null) return (await this.isStored(at)) ? new DamagedTile(at, 'it is missing') : null;
    const root = await this.tiles.roots(at.level, at.index, 1);
    if (!tileRoot(hashes).equals(root)) return new DamagedTile(at, 'its hashes do not have the root that is stored');
    const above = await this.tiles.tile({ level: at.level + 1, index: Math.floor(at.index / TILE_WIDTH) });
    if (above === null) return null;
    const start = (at.index % TILE_WIDTH) * HASH_BYTES;
    const isSame = above.subarray(start, start + HASH_BYTES).equals(root);
    return isSame ? null : new DamagedTile(at, 'the tile above has another root of it');
  }

  private async isStored({ level, index }: TileAt): Promise<boolean> {
    return index < (await this.tiles.count(level));
  }
}

function firstChanged(records: readonly StoredRecord[], hashes: Buffer): StoredRecord | null {
  const own = leafHashesOf(records);
  const isChanged = (place: number) => {
    const [start, end] = [place * HASH_BYTES, (place + 1) * HASH_BYTES];
    return !own.subarray(start, end).equals(hashes.subarray(start, end));
  };
  return records.find((_, place) => isChanged(place)) ?? null;
}
