import { StoreDamaged } from '#kernel';
import type { TileAt } from '../../domain/tree/tiles.js';

/** 503: what the store has of the tree contradicts itself, or a part of it is gone. The cause says which tile, and why. */
export class DamagedTile extends StoreDamaged {
  constructor(
    readonly at: TileAt,
    readonly why: string,
  ) {
    super(new Error(`tile ${at.level}/${at.index} of the tree over the audit: ${why}`));
  }
}

/** What a tile is made of is gone: a record under a tile of level 0, or a tile under one above. */
export function damagedUnder(at: TileAt): DamagedTile {
  return new DamagedTile(at, at.level === 0 ? 'a record under it is missing' : 'a tile under it is missing');
}

/** The bytes of a tile, or of what is under it, are nothing that a reader can read. */
export function unreadable(at: TileAt): DamagedTile {
  return new DamagedTile(at, 'it, or what is under it, cannot be read');
}

/** The records under a tile of level 0 are archived, and so is the tile. Its root is in level 1. */
export class ArchivedTile extends Error {
  override readonly name = 'ArchivedTile';

  constructor(readonly at: TileAt) {
    super(`tile ${at.level}/${at.index} is archived`);
  }
}
