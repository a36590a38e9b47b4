import { type AuditTrail, changedNames, type Leaf, type Settlement } from '#audit';
import { type Caller, type Clock, CofferError, changedMeanwhile, invalidField, PartUnavailable } from '#kernel';
import { mayBegin, withKey } from '../../domain/key-overlap.js';
import type { HeadKey, SignedHead } from '../../domain/signed-head.js';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.js';
import type { SigningHead } from '../../ports/signing-head.js';
import { advanceHead, headKey, type KnownHead } from '../checkpoints/head-moves.js';
import { keyOf } from '../checkpoints/log-keys.js';

/** The resource kind of the log's keys in the audit. */
export const AUDIT_KEY = 'audit_key';
/** Each round of checkpoints moves the head, too. */
const ATTEMPTS = 10;

export interface RotationParts {
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/**
 * Gives the log a further key. The earlier ones sign beside it until their overlap ends, so that verifiers have time to get
 * the new one. The record of the rotation is in the log before the new key signs: the earlier key vouches for it.
 *
 * Each step may be repeated: a version that was made and is in no head yet is the one that the next call takes.
 */
export class KeyRotation implements Settlement {
  /** `overlapMs`: how long an earlier key goes on to sign, in milliseconds. */
  constructor(
    private readonly parts: RotationParts,
    private readonly overlapMs: number,
  ) {}

  /**
   * Returns the head with the new key as its last one. The caller may do this, as their route says.
   *
   * Errors: `validation_failed` without a reason; `no_checkpoint` if nothing was signed yet; `conflict` if the head changed ten
   * times meanwhile; `limit_reached` if as many keys sign as may; PartUnavailable('keyring'); OutcomeUnknown.
   */
  async rotate({ principal, request }: Caller): Promise<SignedHead> {
    if (request.accessReason === null) {
      throw invalidField('X-Access-Reason', 'required', 'X-Access-Reason must say why the key is rotated');
    }
    const before = await this.parts.head.read();
    if (!before) throw new CofferError('no_checkpoint', 'Nothing was signed yet, so there is no key to rotate.');
    this.requireRoom(before.head);
    const key = await this.made(before.head);
    const ids = before.head.keys.map((one) => keyOf(before.head.origin, one).id);
    const { id } = keyOf(before.head.origin, key);
    const changes = changedNames('keys', ids, [...ids, id]);
    const what = { action: 'audit:rotate', resourceType: AUDIT_KEY, resourceId: id, changes } as const;
    return this.parts.trail.mutation(request, principal, what, () => this.publish(before, key));
  }

  /** Moves the head to a further revision first, so that no write that is on its way can land after the look. */
  async settle({ resource_id }: Leaf): Promise<'succeeded' | 'failed'> {
    const known = await this.parts.head.read();
    if (!known || !(await this.parts.head.advance(known.head, known.revision))) throw changedMeanwhile('signing head');
    const isThere = known.head.keys.some((key) => keyOf(known.head.origin, key).id === resource_id);
    return isThere ? 'succeeded' : 'failed';
  }

  private requireRoom(head: SignedHead): void {
    if (mayBegin(head, this.parts.clock.now())) return;
    throw new CofferError('limit_reached', 'As many keys sign as may: wait until the overlap of one of them ends.');
  }

  /** The newest version of the signer that is in no head. It is made if there is none. */
  private async made(head: SignedHead): Promise<HeadKey> {
    const { signer } = this.parts;
    const published = head.keys.at(-1)?.version ?? 0;
    let newest = (await signer.keys()).at(-1);
    if ((newest?.version ?? 0) <= published) {
      await signer.add((newest?.version ?? 0) + 1);
      newest = (await signer.keys()).at(-1);
    }
    if (newest && newest.version > published) {
      return headKey(newest);
    }
    throw new PartUnavailable('keyring', new Error('the keyring lacks a key that the signing head names'));
  }

  private async publish(first: KnownHead, key: HeadKey): Promise<SignedHead> {
    for (let attempt = 0, known: KnownHead | null = first; attempt < ATTEMPTS; attempt++) {
      if (known?.head.origin !== first.head.origin) break;
      if (holds(known.head, key)) return known.head;
      const head = withKey(known.head, key, this.parts.clock.now() + this.overlapMs);
      const moved = { head, revision: known.revision };
      if (await advanceHead(this.parts.head, moved, (now) => holds(now, key))) return head;
      known = await this.parts.head.read();
    }
    throw changedMeanwhile('signing head');
  }
}

function holds({ keys }: SignedHead, { publicKey }: HeadKey): boolean {
  return keys.some((key) => key.publicKey === publicKey);
}
