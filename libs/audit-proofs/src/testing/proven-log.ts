import type { AuditLog } from '#audit';
import { aBatch, type LeafOverrides, MemoryAuditLog } from '#audit/testing';
import { HASH_BYTES } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { BundleWriter } from '../application/bundles/bundle-writer.js';
import { checkpointText } from '../domain/notes/checkpoint.js';
import { formatVkey, noteKey } from '../domain/notes/note-key.js';
import { type NodeAt, treeRoot } from '../domain/tree/merkle.js';
import { nodeInTile, nodeOfTile, TILE_WIDTH, tileRoot } from '../domain/tree/tiles.js';
import type { CheckpointStore, StoredCheckpoint } from '../ports/checkpoint.store.js';
import type { TileStore } from '../ports/tile.store.js';
import { MemoryCheckpointStore } from './memory-checkpoint-store.js';
import { MemoryTileStore } from './memory-tile-store.js';
import { NoteSigner } from './note-signer.js';

const BATCH = 256;

/**
 * A log with its tree and signed checkpoints, in memory if no stores are given. It is made without the code that a server
 * makes them with.
 */
export class ProvenLog<Log extends AuditLog = MemoryAuditLog> {
  readonly clock = new ManualClock();
  readonly writer: BundleWriter;
  private readonly levels: Buffer[][] = [];
  private readonly retired: NoteSigner[] = [];

  /** `seed`: which key signs. */
  constructor(
    readonly origin = 'coffer.example.com/audit',
    private seed = 7,
    readonly log: Log = new MemoryAuditLog() as AuditLog as Log,
    readonly tiles: TileStore = new MemoryTileStore(),
    readonly checkpoints: CheckpointStore = new MemoryCheckpointStore(),
  ) {
    this.writer = new BundleWriter(log, tiles, checkpoints, this.clock);
  }

  /** The key of the log, under this origin. */
  signer(origin = this.origin): NoteSigner {
    return new NoteSigner(origin, Buffer.alloc(32, this.seed));
  }

  /** Signs with another key from now on; the one of now is retired. */
  rotate(seed: number): void {
    this.retired.push(this.signer());
    this.seed = seed;
  }

  async append(leaves: readonly LeafOverrides[]): Promise<void> {
    for (let at = 0; at < leaves.length; at += BATCH)
      await this.log.append(aBatch((await this.log.head()) + 1, leaves.slice(at, at + BATCH)));
  }

  /** Integrates what was appended, and publishes a signed checkpoint. `keep`: in the history, too. */
  async checkpoint({ keep = false, epoch = 1, at = 1_790_000_000_000 } = {}): Promise<StoredCheckpoint> {
    const origin = epoch === 1 ? this.origin : `${this.origin}/${epoch}`;
    const size = await this.integrate();
    const root = await this.root(size);
    const note = this.note(origin, size, root);
    const former = this.retired.map(({ key }) => ({
      vkey: formatVkey(noteKey(origin, key.publicKey)),
      state: 'retired' as const,
    }));
    const keys = [...former, { vkey: this.signer(origin).vkey, state: 'active' as const }];
    const made = { epoch, origin, size, root: root.toString('base64'), note, keys, at };
    await this.checkpoints.publish('signed', made);
    if (keep) await this.checkpoints.keep(made);
    return made;
  }

  /** A checkpoint that the log's key signed, of any tree. */
  note(origin: string, size: number, root: Buffer): string {
    return this.signer(origin).note(checkpointText({ origin, size, root }));
  }

  private root(size: number): Promise<Buffer> {
    return treeRoot(size, async (nodes) => nodes.map((node) => this.node(node)));
  }

  private node(node: NodeAt): Buffer {
    const { tile, ...place } = nodeInTile(node);
    const first = tile.index * TILE_WIDTH;
    return nodeOfTile(Buffer.concat(this.levels[tile.level]?.slice(first, first + TILE_WIDTH) ?? []), place);
  }

  /** Returns the size of the tree. */
  private async integrate(): Promise<number> {
    for (;;) {
      const size = this.levels[0]?.length ?? 0;
      const hashes = await this.log.leafHashes(size + 1, BATCH);
      if (hashes.length === 0) return size;
      for (let at = 0; at < hashes.length; at += HASH_BYTES) await this.add(0, hashes.subarray(at, at + HASH_BYTES));
    }
  }

  private async add(level: number, hash: Buffer): Promise<void> {
    this.levels[level] ??= [];
    const hashes = this.levels[level];
    hashes.push(hash);
    if (hashes.length % TILE_WIDTH !== 0) return;
    const tile = Buffer.concat(hashes.slice(-TILE_WIDTH), TILE_WIDTH * HASH_BYTES);
    const root = tileRoot(tile);
    await this.tiles.add([{ level, index: hashes.length / TILE_WIDTH - 1, hashes: tile, root }]);
    await this.add(level + 1, root);
  }
}
