import type { AuditLog, AuditTrail, StoredRecord } from '#audit';
import { type Caller, invalidField, StoreDamaged } from '#kernel';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { PublishedCheckpoints } from '../checkpoints/published.js';
import { requireSound } from '../checkpoints/sound-checkpoint.js';
import { AUDIT_READ } from './audit-read.js';
import type { CheckpointWaits } from './checkpoint-waits.js';
import { headOf, type ProofMaker, type RecordProof, type TreeHead } from './proof-maker.js';
import { archived, noCheckpointOfSize, notIncludedYet } from './refusals.js';

const NO_SUCH_RECORD = 'the log has no record of this number';

export interface ProofQuery {
  /** The size of a checkpoint that its reader has. Null: the newest. */
  readonly size: number | null;
  /** How long to wait for a checkpoint that covers the record, in milliseconds. 0: not at all. */
  readonly waitMs: number;
  /** A proof without its checkpoint is of no use to the reader: `no_checkpoint` then. */
  readonly needsCheckpoint: boolean;
}

/** A proof with the checkpoint that it leads to. */
export interface SignedProof extends RecordProof, TreeHead {
  /** The signed note. Null: none of this size is kept, its reader has it. */
  readonly checkpoint: string | null;
}

/** What {@link RecordProofs} reads from and writes to. */
export interface RecordProofParts {
  readonly log: AuditLog;
  readonly maker: ProofMaker;
  readonly published: PublishedCheckpoints;
  readonly kept: CheckpointStore;
  readonly waits: CheckpointWaits;
  readonly trail: AuditTrail;
}

/** Proofs of single records, for who may read the audit. */
export class RecordProofs {
  /** `retrySeconds`: how long a checkpoint may take. */
  constructor(
    private readonly parts: RecordProofParts,
    private readonly retrySeconds: number,
  ) {}

  /**
   * Proves that record `seq` is in the tree; null: the caller gave a text that is no number. Errors: `not_found` (audited)
   * for a number that the log does not have, `not_included_yet`, `record_archived`, `validation_failed` for a size below the
   * number, those of {@link CheckpointWaits.covering}.
   */
  async of(caller: Caller, seq: number | null, { size, waitMs, needsCheckpoint }: ProofQuery): Promise<SignedProof> {
    if (seq === null) return this.absent(caller);
    if (size !== null && size < seq)
      throw invalidField('size', 'range', 'size must be at least the number of the record.');
    const newest = await this.covering(caller, seq, size ?? seq, waitMs);
    const record = await this.record(seq);
    const head = await this.headAt(newest, size ?? newest.size);
    if (needsCheckpoint && head.checkpoint === null) throw noCheckpointOfSize();
    const proof = await this.parts.maker.prove(record, head);
    const { principal, request } = caller;
    await this.parts.trail.succeeded(request, principal, AUDIT_READ);
    return { ...proof, ...head };
  }

  private async record(seq: number): Promise<StoredRecord> {
    const [record] = await this.parts.log.read(seq, 1);
    if (record?.seq === seq) return record;
    throw seq < (await this.parts.log.first()) ? archived() : new StoreDamaged();
  }

  /** The newest checkpoint, which covers `needed` leaves. */
  private async covering(caller: Caller, seq: number, needed: number, waitMs: number): Promise<StoredCheckpoint> {
    const newest = await this.parts.published.shown();
    if (newest && newest.size >= needed) return newest;
    if (seq > (await this.parts.log.head())) return this.absent(caller);
    const later = waitMs > 0 && (await this.parts.waits.covering(caller.principal.userId, needed, waitMs));
    if (later) return requireSound(later);
    throw notIncludedYet(this.retrySeconds);
  }

  private async headAt(newest: StoredCheckpoint, size: number): Promise<TreeHead & Pick<SignedProof, 'checkpoint'>> {
    const root = await this.parts.maker.rootAt(size, headOf(newest));
    if (size === newest.size) return { size, root, checkpoint: newest.note };
    const [kept] = await this.parts.kept.kept({ epoch: newest.epoch, size: size - 1 }, 1);
    if (kept?.epoch !== newest.epoch || kept.size !== size) return { size, root, checkpoint: null };
    // What its note states is what the proof leads to, or somebody altered it.
    if (!headOf(requireSound(kept)).root.equals(root)) throw new StoreDamaged();
    return { size, root, checkpoint: kept.note };
  }

  private absent(caller: Caller): Promise<never> {
    return this.parts.trail.absent(caller, { ...AUDIT_READ, reason: NO_SUCH_RECORD }, null);
  }
}
