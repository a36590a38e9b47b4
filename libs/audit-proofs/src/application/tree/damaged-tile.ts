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

/** The records under a tile of level 0 are archived, and so is the tile. Its root is in level 1. */
export class ArchivedTile extends Error {
  override readonly name = 'ArchivedTile';

  constructor(readonly at: TileAt) {
    super(`tile ${at.level}/${at.index} is archived`);
  }
}
