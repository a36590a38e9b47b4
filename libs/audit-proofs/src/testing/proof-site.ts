import { PublishedSize, type StoredRecord } from '#audit';
import { ANN, type AuditNode, auditNode, MemoryAuditLog, MemoryNodeLeases, READ } from '#audit/testing';
import { HASH_BYTES, leafHash } from '#kernel';
import { aRequest, ManualClock } from '#kernel/testing';
import { assembleProofs, type Proofs } from '../application/assemble.js';
import { parseCheckpoint } from '../domain/notes/checkpoint.js';
import { treeRoot } from '../domain/tree/merkle.js';
import { TILE_WIDTH } from '../domain/tree/tiles.js';
import { MemoryCheckpointStore } from './memory-checkpoint-store.js';
import { LocalSigner, MemorySigningHead } from './memory-signing.js';
import { MemoryTileStore } from './memory-tile-store.js';
import { MemoryTree } from './memory-tree.js';

/** 30 days. */
const KEY_OVERLAP_MS = 2_592_000_000;

export interface ProofNode extends Proofs, Omit<AuditNode, 'query'> {
  readonly size: PublishedSize;
  /** Writes so many records. */
  write(records?: number): Promise<void>;
}

/** A store and a keyring in memory, and the nodes on them. Tests replace parts to restore or to change them. */
export class ProofSite {
  log = new MemoryAuditLog();
  leases = new MemoryNodeLeases();
  tiles = new MemoryTileStore();
  store = new MemoryCheckpointStore();
  head = new MemorySigningHead();
  signer = new LocalSigner();
  origin: string | null = 'coffer.example.com/audit';
  everyMs: number | null = 1_000;
  scrubPerSecond = 0;
  /** What was signed: `<origin> <size> <root>`, in its order. */
  readonly signed: string[] = [];
  /** What the checks of starts told of a keyring that refuses to sign. */
  readonly refusals: string[] = [];
  private readonly nodes: ProofNode[] = [];

  /** A node whose audit runs and whose rounds a test makes. */
  async node(clock = new ManualClock()): Promise<ProofNode> {
    const { log, leases, tiles, store, head, signer, everyMs, scrubPerSecond, origin } = this;
    const audit = auditNode(log, leases, clock);
    await audit.runtime.start();
    const size = new PublishedSize();
    const alarm = { raise: (what: string) => void audit.alarms.push(what) };
    const { place, appended, trail } = audit;
    const onRefused = (reason: string) => void this.refusals.push(reason);
    this.watchSigner(signer);
    const proofs = assembleProofs(
      { log, tiles, store, head, signer, place, appended, size, trail, alarm, clock, onRefused },
      {
        everyMs,
        scrubPerSecond,
        origin,
        keyOverlapMs: KEY_OVERLAP_MS,
        defaultOrigin: async () => 'localhost/coffer/5a0c9d7f',
      },
    );
    const write = async (records = 1) => {
      const one = () => audit.trail.succeeded(aRequest(), ANN, READ);
      await clock.drive(Promise.all(Array.from({ length: records }, one)));
    };
    const node = { ...audit, ...proofs, size, write };
    this.nodes.push(node);
    return node;
  }

  /** From now on the store gives another hash for this record. A node that wrote the record has the right one in memory. */
  alterLeafHash(seq: number): void {
    const leafHashes = this.log.leafHashes.bind(this.log);
    this.log.leafHashes = async (from, limit) => {
      const hashes = await leafHashes(from, limit);
      if (from <= seq) hashes.subarray((seq - from) * HASH_BYTES, (seq + 1 - from) * HASH_BYTES).fill(7);
      return hashes;
    };
  }

  /** Stops every node. A test may have stopped it before. */
  async stop(): Promise<void> {
    for (const { clock, runtime } of this.nodes.splice(0)) await clock.drive(runtime.stop());
  }

  /** The sizes that were signed, in their order. */
  sizes(): number[] {
    return this.signed.map((line) => Number(line.split(' ')[1]));
  }

  /** What the store looks like now, for {@link restore}. */
  copy() {
    return { records: [...this.log.all()], store: this.store, tiles: this.tiles };
  }

  /** The store is taken back to an older copy. The keyring stays. */
  async restore(records: readonly StoredRecord[]): Promise<void> {
    this.log = new MemoryAuditLog();
    this.tiles = new MemoryTileStore();
    this.store = new MemoryCheckpointStore();
    this.leases = new MemoryNodeLeases();
    for (const record of records) {
      const hashes = leafHash(record.leaf);
      await this.log.append({ first: record.seq, batchId: `batch-${record.seq}`, records: [record], hashes });
    }
  }

  /** Archives the records under the first `count` tiles of level 0, and these tiles. */
  async archiveTiles(count: number): Promise<void> {
    const { log, tiles } = this;
    await log.prune(count * TILE_WIDTH);
    const tile = tiles.tile.bind(tiles);
    tiles.tile = async (at) => (at.level === 0 && at.index < count ? null : tile(at));
  }

  /** The root over the first `size` records of the log, by another way than that of the nodes. */
  async rootOf(size: number): Promise<string> {
    const leaves = this.log.all().slice(0, size);
    const tree = new MemoryTree(leaves.map(({ leaf }) => leafHash(leaf)));
    return (await treeRoot(size, tree.read)).toString('base64');
  }

  /** The sizes that were signed and are no beginning of the log as it is. */
  async forked(): Promise<string[]> {
    const wrong: string[] = [];
    for (const line of this.signed) {
      const [, size = 0, root] = line.split(' ');
      if ((await this.rootOf(Number(size))) !== root) wrong.push(line);
    }
    return wrong;
  }

  private watchSigner(signer: LocalSigner): void {
    if (Object.hasOwn(signer, 'sign')) return;
    signer.sign = async (version, message) => {
      const signature = await LocalSigner.prototype.sign.call(signer, version, message);
      const { origin, size, root } = parseCheckpoint(message.toString());
      this.signed.push(`${origin} ${size} ${root.toString('base64')}`);
      return signature;
    };
  }
}

/** Gives each test of a suite a new site with one node. After each one, everything that was signed must be a beginning of the log. */
export function onNewSite(begin: (site: ProofSite, node: ProofNode) => void): void {
  let site: ProofSite;
  beforeEach(async () => {
    site = new ProofSite();
    begin(site, await site.node());
  });
  afterEach(async () => {
    site.head.before = () => {};
    expect(await site.forked()).toEqual([]);
    await site.stop();
  });
}
