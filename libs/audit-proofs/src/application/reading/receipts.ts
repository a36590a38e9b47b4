import { type AuditLog, type AuditTrail, PAGE_BOUNDS, ScanBudget } from '#audit';
import type { Caller, Clock } from '#kernel';
import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { PublishedCheckpoints } from '../checkpoints/published.js';
import { readLeaf } from '../verifying/bundle-leaf.js';
import { headOf, type ProofMaker, type RecordProof } from './proof-maker.js';

/** A record of the caller's own. */
export interface Receipt extends Omit<RecordProof, 'hashes'> {
  /** Null: no published checkpoint covers it yet. */
  readonly hashes: readonly Buffer[] | null;
}

export interface ReceiptPage {
  /** What the proofs lead to. Null: there is none yet. */
  readonly checkpoint: StoredCheckpoint | null;
  /** The newest first. */
  readonly items: readonly Receipt[];
  /** The next page has the numbers below this one. Null: this was the last page. */
  readonly next: number | null;
}

/**
 * Proofs of what a caller's own requests left in the audit. Every account may ask, and gets nothing of another one: a
 * request of somebody else gets the same answer as one that was never made. A leaf has no personal value.
 *
 * A denial has no receipt. The request was answered alike for an object that is hidden from the caller and for one that does
 * not exist. The leaf of the denial would tell them apart: it has the id of the hidden object.
 */
export class Receipts {
  constructor(
    private readonly log: AuditLog,
    private readonly maker: ProofMaker,
    private readonly published: PublishedCheckpoints,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async of(caller: Caller, requestId: string, before: number | null, limit: number): Promise<ReceiptPage> {
    const { principal, request } = caller;
    const checkpoint = await this.published.shown();
    const own = { actor: principal.userId, requestId };
    const found = await this.log.query(own, before, limit, new ScanBudget(this.clock, PAGE_BOUNDS));
    const items: Receipt[] = [];
    for (const record of found.records.filter(({ leaf }) => isShown(leaf))) {
      await this.clock.giveWay();
      items.push(await this.receipt(record, checkpoint));
    }
    const what = { action: 'auth:receipts', resourceType: 'audit', resourceId: null } as const;
    await this.trail.succeeded(request, principal, what);
    return { checkpoint, items, next: found.next };
  }

  private async receipt(
    { seq, leaf }: { seq: number; leaf: string },
    checkpoint: StoredCheckpoint | null,
  ): Promise<Receipt> {
    if (checkpoint === null || seq > checkpoint.size) return { seq, index: seq - 1, leaf, hashes: null };
    return this.maker.prove({ seq, leaf }, headOf(checkpoint));
  }
}

/** A leaf that cannot be read may be one of a denial. */
function isShown(text: string): boolean {
  const leaf = readLeaf(text);
  return leaf !== null && leaf.outcome !== 'denied';
}
