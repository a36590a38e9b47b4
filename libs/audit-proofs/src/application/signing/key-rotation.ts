import { type AuditTrail, changedNames, type Leaf, type Settlement } from '#audit';
import {
  type Caller,
  type Clock,
  CofferError,
  changedMeanwhile,
  invalidField,
  OutcomeUnknown,
  PartUnavailable,
} from '#kernel';
import { mayBegin, withKey } from '../../domain/key-overlap.js';
import { noteKey } from '../../domain/notes/note-key.js';
import type { HeadKey, SignedHead } from '../../domain/signed-head.js';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.js';
import type { SigningHead } from '../../ports/signing-head.js';

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

type Known = NonNullable<Awaited<ReturnType<SigningHead['read']>>>;
type NewKey = Omit<HeadKey, 'until'>;

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
   * Errors: `validation_failed` without a reason; `conflict` if nothing was signed yet, or if the head changed ten times
   * meanwhile; `limit_reached` if as many keys sign as may; PartUnavailable('keyring'); OutcomeUnknown.
   */
  async rotate({ principal, request }: Caller): Promise<SignedHead> {
    if (request.accessReason === null) {
      throw invalidField('X-Access-Reason', 'required', 'X-Access-Reason must say why the key is rotated');
    }
    const before = await this.parts.head.read();
    if (!before) throw new CofferError('conflict', 'Nothing was signed yet, so there is no key to rotate.');
    this.requireRoom(before.head);
    const key = await this.made(before.head);
    const ids = before.head.keys.map((one) => keyId(before.head.origin, one));
    const id = keyId(before.head.origin, key);
    const changes = changedNames('keys', ids, [...ids, id]);
    const what = { action: 'audit:rotate', resourceType: AUDIT_KEY, resourceId: id, changes } as const;
    return this.parts.trail.mutation(request, principal, what, () => this.publish(before, key));
  }

  /** Moves the head to a further revision first, so that no write that is on its way can land after the look. */
  async settle({ resource_id }: Leaf): Promise<'succeeded' | 'failed'> {
    const known = await this.parts.head.read();
    if (!known || !(await this.parts.head.advance(known.head, known.revision))) throw changedMeanwhile('signing head');
    const isThere = known.head.keys.some((key) => keyId(known.head.origin, key) === resource_id);
    return isThere ? 'succeeded' : 'failed';
  }

  private requireRoom(head: SignedHead): void {
    if (mayBegin(head, this.parts.clock.now())) return;
    throw new CofferError('limit_reached', 'As many keys sign as may: wait until the overlap of one of them ends.');
  }

  /** The newest version of the signer that is in no head. It is made if there is none. */
  private async made(head: SignedHead): Promise<NewKey> {
    const { signer } = this.parts;
    const published = head.keys.at(-1)?.version ?? 0;
    let newest = (await signer.keys()).at(-1);
    if ((newest?.version ?? 0) <= published) {
      await signer.add((newest?.version ?? 0) + 1);
      newest = (await signer.keys()).at(-1);
    }
    if (newest && newest.version > published) {
      return { version: newest.version, publicKey: newest.publicKey.toString('base64') };
    }
    throw new PartUnavailable('keyring', new Error('the keyring lacks a key that the signing head names'));
  }

  private async publish(first: Known, key: NewKey): Promise<SignedHead> {
    for (let attempt = 0, known: Known | null = first; attempt < ATTEMPTS; attempt++) {
      if (known?.head.origin !== first.head.origin) break;
      if (holds(known.head, key)) return known.head;
      const head = withKey(known.head, key, this.parts.clock.now() + this.overlapMs);
      if (await this.advance({ head, revision: known.revision }, key)) return head;
      known = await this.parts.head.read();
    }
    throw changedMeanwhile('signing head');
  }

  /** After a lost answer it reads back. OutcomeUnknown if the key is not there then: the write may land later. */
  private async advance({ head, revision }: Known, key: NewKey): Promise<boolean> {
    try {
      return await this.parts.head.advance(head, revision);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
      const now = await this.parts.head.read().catch(() => null);
      if (now && holds(now.head, key)) return true;
      throw error;
    }
  }
}

/** The id of a key as signatures name it: 8 hex digits. */
function keyId(origin: string, { publicKey }: Pick<HeadKey, 'publicKey'>): string {
  return noteKey(origin, Buffer.from(publicKey, 'base64')).id;
}

function holds({ keys }: SignedHead, { publicKey }: NewKey): boolean {
  return keys.some((key) => key.publicKey === publicKey);
}
