import type { AuditTrail } from '#audit';
import { type Caller, invalidField } from '#kernel';
import { TILE_WIDTH, type TileAt, type TilePath } from '../../domain/tree/tiles.js';
import type { CheckpointKind, LogKey, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { PublishedCheckpoints } from '../checkpoints/published.js';
import type { Tree } from '../tree/tree.js';
import { AUDIT_READ } from './audit-read.js';
import type { BulkReads } from './bulk-reads.js';
import { policyFile, type Witnesses } from './policy-file.js';
import { headOf, ProofMaker } from './proof-maker.js';
import { archivedOr, noCheckpoint, notIncludedYet } from './refusals.js';

export type { CheckpointKind, LogKeyState } from '../../ports/checkpoint.store.js';

const NO_SUCH_TILE = 'the published log has no such tile';

export interface KeysOfLog {
  /** The oldest first. */
  readonly keys: readonly LogKey[];
  /** What a verifier may be configured with (C2SP tlog-policy). */
  readonly policy: string;
  /** The size of the newest checkpoint. */
  readonly size: number;
  /** The size of the newest one with as many cosignatures as the policy asks for. Null: there is none. */
  readonly witnessedSize: number | null;
}

export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly Buffer[];
  /** The newest checkpoint if it has the size `to`. Null: its reader has one of that size. */
  readonly checkpoint: string | null;
}

/** What is public to auditors: the log as tiles and checkpoints. The route's permission `audit:read` alone decides. */
export class PublishedLog {
  private readonly maker: ProofMaker;

  constructor(
    private readonly tree: Tree,
    private readonly published: PublishedCheckpoints,
    private readonly trail: AuditTrail,
    private readonly bulk: BulkReads,
    /** Whose cosignatures verifiers are to ask for. */
    private readonly witnesses: Witnesses,
    /** How long a checkpoint may take, in seconds. */
    private readonly retrySeconds: number,
  ) {
    this.maker = new ProofMaker(tree);
  }

  /** The newest checkpoint. One of kind `signed` has its cosignatures, too, if the newest with cosignatures is the same. */
  async checkpoint(caller: Caller, kind: CheckpointKind): Promise<StoredCheckpoint> {
    const [signed, witnessed] = await Promise.all([this.published.shown(), this.published.witnessed()]);
    const isSame = signed?.epoch === witnessed?.epoch && signed?.size === witnessed?.size;
    const newest = kind === 'witnessed' || isSame ? witnessed : signed;
    if (newest === null) throw noCheckpoint();
    await this.record(caller);
    return newest;
  }

  /** The keys as the newest checkpoint names them. */
  async keys(caller: Caller): Promise<KeysOfLog> {
    const [{ keys, size }, witnessed] = await Promise.all([this.newest(), this.published.witnessed()]);
    await this.record(caller);
    return { keys, policy: policyFile(keys, this.witnesses), size, witnessedSize: witnessed?.size ?? null };
  }

  /** `to`: null for the size of the newest checkpoint. 400 for sizes in the wrong order. */
  async consistency(caller: Caller, from: number, to: number | null): Promise<Consistency> {
    if (to !== null && from > to) throw invalidField('from', 'range', 'from must not be larger than to.');
    const newest = await this.newest();
    const until = to ?? newest.size;
    if (Math.max(from, until) > newest.size) throw notIncludedYet(this.retrySeconds);
    const hashes = await this.maker.consistency(from, until, headOf(newest));
    await this.record(caller);
    return { from, to: until, hashes, checkpoint: until === newest.size ? newest.note : null };
  }

  /**
   * The bytes under a path of the log in tiles. `path`: null for a text that is no such path. What a published checkpoint
   * does not cover is not there: no tile is shown that may not stay as it is.
   */
  async resource(caller: Caller, path: TilePath | null): Promise<Buffer> {
    if (path === null) return this.absent(caller);
    const { size } = await this.newest();
    if (firstOf(path) + path.width > hashesAt(levelOf(path), size)) return this.absent(caller);
    const bytes = await this.read(path).catch(archivedOr);
    await this.bulk.record(caller);
    return bytes;
  }

  private read(path: TilePath): Promise<Buffer> {
    if (path.kind === 'entries') return this.tree.entries(path.index, path.width);
    const at: TileAt = { level: path.level, index: path.index };
    return this.tree.tile(at, path.width);
  }

  private async newest(): Promise<StoredCheckpoint> {
    const newest = await this.published.shown();
    if (newest === null) throw noCheckpoint();
    return newest;
  }

  private absent(caller: Caller): Promise<never> {
    return this.trail.absent(caller, { ...AUDIT_READ, reason: NO_SUCH_TILE }, null);
  }

  private record({ request, principal }: Caller): Promise<void> {
    return this.trail.succeeded(request, principal, AUDIT_READ);
  }
}

/** Entries lie beside the tiles of level 0. */
function levelOf(path: TilePath): number {
  return path.kind === 'entries' ? 0 : path.level;
}

/** The place of the first hash in its level. */
function firstOf({ index }: TilePath): number {
  return index * TILE_WIDTH;
}

/** How many hashes a level of tiles has for a tree of so many leaves. */
function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}
