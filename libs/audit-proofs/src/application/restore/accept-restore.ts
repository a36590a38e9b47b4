import { type AuditLog, type AuditTrail, changedNames, type Leaf, type Settlement } from '#audit';
import { type Clock, CofferError, changedMeanwhile, type RequestContext } from '#kernel';
import { type SignedHead, unsignedHead } from '../../domain/signed-head.js';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.js';
import type { SigningHead } from '../../ports/signing-head.js';
import { advanceHead, firstKeys } from '../checkpoints/head-moves.js';
import { isAfter } from '../checkpoints/history.js';
import { baseOf, originOf } from '../checkpoints/origins.js';
import type { RestoredKeyring } from '../checkpoints/restored-keyring.js';
import type { SignedTree } from '../checkpoints/signed-tree.js';
import { requireSound } from '../checkpoints/sound-checkpoint.js';
import { isJustOpened, unusedEpoch } from './unused-epoch.js';

/** The resource kind of the signing head in the audit. */
export const AUDIT_HEAD = 'audit_head';

export interface RestoreParts {
  readonly log: AuditLog;
  readonly store: CheckpointStore;
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
  readonly tree: SignedTree;
  readonly restored: RestoredKeyring;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

type Signed = Pick<SignedHead, 'epoch' | 'origin' | 'size' | 'root'>;
type Known = Awaited<ReturnType<SigningHead['read']>>;

/** The largest tree that was signed, as far as it is known here. */
interface Largest {
  readonly signed: Signed;
  /** The store has it. False: records of it are missing, or it cannot be shown, because a tile is damaged or archived. */
  readonly isWhole: boolean;
}

/** A store that was restored, beside what was signed before. */
export interface FoundRestore {
  /** The largest tree that was signed. */
  readonly signed: Signed;
  /** As of {@link Largest}. */
  readonly isWhole: boolean;
  /** How many records the store has. */
  readonly records: number;
  /** The head that an operator's acceptance opens. */
  readonly next: SignedHead;
  /** The revision of the present head. */
  readonly revision: number;
}

/**
 * Lets an operator go on with a store that was restored. What was signed of the lost records stays signed. So the log goes
 * on under the next origin: no tree under the former one is ever contradicted.
 */
export class AcceptRestore implements Settlement {
  constructor(private readonly parts: RestoreParts) {}

  /**
   * What there is to accept. Null: the store has everything that was signed. `keysToo`: the keyring was restored with the
   * store, so that what was signed after the backup is known nowhere here. Errors: `conflict` if the backup of the store
   * was not one snapshot; PartUnavailable; StoreDamaged if no key is left and the newest checkpoint was altered, so that
   * nothing says which origins were opened.
   */
  async find({ keysToo }: { readonly keysToo: boolean }): Promise<FoundRestore | null> {
    const beyond = await this.parts.tree.beyondLog();
    if (beyond !== null) throw new CofferError('conflict', `Nothing was accepted: ${beyond}`);
    const newest = await this.parts.store.newest('signed');
    const known = await this.parts.head.read();
    const largest = await this.largest(known, newest);
    if (!largest) return null;
    const now = this.parts.clock.now();
    if (largest.isWhole && !(keysToo && !isJustOpened(largest.signed, now))) return null;
    const last = Math.max(largest.signed.epoch, known?.head.epoch ?? 0);
    return this.found(largest, known, keysToo ? unusedEpoch(last, now) : last + 1);
  }

  /**
   * Records the restore, then opens the next origin. May be repeated after each error: as long as the head is the former
   * one, {@link find} finds the same. Errors: `conflict` if the head changed meanwhile; PartUnavailable; OutcomeUnknown.
   */
  accept(request: RequestContext, actorName: string, { signed, records, next, revision }: FoundRestore): Promise<void> {
    const changes = [
      ...changedNames('origin', [signed.origin], [next.origin]),
      ...changedNames('size', [`${signed.size}`], [`${records}`]),
      ...changedNames('root', [signed.root], []),
    ];
    const what = {
      action: 'audit:restore',
      resourceType: AUDIT_HEAD,
      resourceId: `${next.epoch}`,
      actorName,
      changes,
    } as const;
    return this.parts.trail.mutation(request, null, what, () => this.open(next, revision));
  }

  /** Moves the head to a further revision first, so that no write that is on its way can land after the look. */
  async settle({ resource_id }: Leaf): Promise<'succeeded' | 'failed'> {
    const known = await this.parts.head.read();
    if (!known) return 'failed';
    if (!(await this.parts.head.advance(known.head, known.revision))) throw changedMeanwhile('signing head');
    return known.head.epoch >= Number(resource_id) ? 'succeeded' : 'failed';
  }

  /** Null: nothing was signed. As the check at the start, so that each start that it stops can be accepted. */
  private async largest(known: Known, newest: StoredCheckpoint | null): Promise<Largest | null> {
    const { restored, signer, tree } = this.parts;
    const later = newest && isAfter(newest, known?.head ?? null) ? newest : null;
    const found = later && (await restored.find(known?.head ?? null, await signer.keys()));
    if (found) return { signed: found.signed, isWhole: found.state === 'whole' };
    // Nothing here can verify what is later. Where there is no head, the keyring is another one.
    if (!known) return later && { signed: requireSound(later), isWhole: false };
    return { signed: known.head, isWhole: (await tree.state(known.head)) === 'whole' };
  }

  private async found({ signed, isWhole }: Largest, known: Known, epoch: number): Promise<FoundRestore> {
    const keys = known?.head.keys ?? (await firstKeys(this.parts.signer));
    const next = unsignedHead({ epoch, origin: originOf(baseOf(signed), epoch), keys });
    return { signed, isWhole, records: await this.parts.log.head(), next, revision: known?.revision ?? 0 };
  }

  private async open(next: SignedHead, revision: number): Promise<void> {
    const { head } = this.parts;
    const isOpen = ({ epoch, origin }: SignedHead) => epoch === next.epoch && origin === next.origin;
    if (await advanceHead(head, { head: next, revision }, isOpen)) return;
    const now = await head.read();
    if (!now || !isOpen(now.head)) throw changedMeanwhile('signing head');
  }
}
