import type { AuditLog } from '#audit';
import { StoreDamaged } from '#kernel';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';
import { verifyConsistency } from '../../domain/tree/verify.js';
import type { SignedHead } from '../../ports/signing-head.js';
import type { TileStore } from '../../ports/tile.store.js';
import { ArchivedTile, DamagedTile } from '../tree/damaged-tile.js';
import type { Integrator } from '../tree/integrator.js';
import type { Tree } from '../tree/tree.js';
import { notAnExtension } from './refusal.js';

/** 503: the store has fewer records than were signed. A node may see that for a moment while its engines elect a leader. */
export class LogBehind extends StoreDamaged {
  constructor(
    readonly size: number,
    readonly signed: number,
  ) {
    super(new Error(`the audit has ${size} records, and ${signed} were signed`));
  }
}

/**
 * What the store has of a tree that was signed. `whole`: these records, under this root. `lost`: fewer records, or others.
 * `archived`: enough records, but the root cannot be computed, because the tree ends inside of a tile that is archived.
 * DamagedTile: a tile under the root contradicts itself, or is gone with its records.
 */
export type TreeState = 'whole' | 'lost' | 'archived' | DamagedTile;

/** Compares the store's tree with what was signed of it. */
export class SignedTree {
  constructor(
    private readonly log: AuditLog,
    private readonly tree: Tree,
    private readonly integrator: Integrator,
    private readonly tiles: TileStore,
  ) {}

  /**
   * Null, or what is wrong: there are tiles of records that the log does not have. When others get their numbers, those tiles
   * would be taken for theirs.
   */
  async beyondLog(): Promise<string | null> {
    // The tiles are read first: other nodes append records before the tiles of them.
    const covered = (await this.tiles.count(0)) * TILE_WIDTH;
    const records = await this.log.head();
    if (covered <= records) return null;
    return (
      `the tiles of the audit cover ${covered} records, and it has ${records}: the store was restored from a backup that is ` +
      'not one snapshot, or records were deleted. Restore a backup that is one snapshot: docs/guides/production.md says how.'
    );
  }

  /**
   * Integrates the first `size` records and returns their root, in base64. A proof shows that they begin with what was
   * signed, whatever the store says.
   *
   * Errors: LogBehind; Refusal if the tree does not extend the signed one; as Tree and Integrator.
   */
  async extend(signed: Pick<SignedHead, 'size' | 'root'>, size: number, signal?: AbortSignal): Promise<string> {
    if (size < signed.size) throw new LogBehind(size, signed.size);
    await this.integrator.integrate(size, signal);
    const toRoot = await this.tree.root(size);
    if (signed.size > 0) {
      const proof = await this.tree.consistency(signed.size, size);
      const fromRoot = Buffer.from(signed.root, 'base64');
      const isExtension = verifyConsistency({ from: signed.size, to: size, fromRoot, toRoot, proof });
      if (!isExtension) throw notAnExtension(signed.size);
    }
    return toRoot.toString('base64');
  }

  /** Whether the store has these records and this root over them. Errors: PartUnavailable; TileConflict. */
  async state({ size, root }: Pick<SignedHead, 'size' | 'root'>): Promise<TreeState> {
    if (size === 0) return 'whole';
    if ((await this.log.head()) < size) return 'lost';
    try {
      await this.integrator.integrate(size);
      return (await this.tree.root(size)).toString('base64') === root ? 'whole' : 'lost';
    } catch (error) {
      if (error instanceof ArchivedTile) return 'archived';
      if (error instanceof DamagedTile) return error;
      throw error;
    }
  }
}
