import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail } from '#audit';
import { Clock, OutcomeUnknown, ownRequest, type RequestContext, type SystemAction } from '#kernel';
import { destroy, destroyedBelow, type KeyRing, MASTER_RING, retire } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { cancelled, closed, completed, olderRetired } from '../../domain/rotation-course.js';
import { KeySettings } from '../../ports/key.settings.js';
import { KeyManagement, MasterStillNeeded } from '../../ports/key-management.js';
import { RingDescriptors } from '../rings/ring-descriptors.js';
import type { HeldRotation } from './held-rotation.js';

/** The resource type of rotations in the audit. */
export const ROTATION = 'rotation';

/**
 * The steps that follow a pass that found nothing under an older version. Each is audited as a mutation by the account
 * that requested the rotation.
 */
@Injectable()
export class RotationEndings {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly descriptors: RingDescriptors,
    private readonly trail: AuditTrail,
    private readonly settings: KeySettings,
    private readonly clock: Clock,
  ) {}

  /** The rotation is done. `settledAt`: from then on no write under an older version can be under way any more. */
  async complete(held: HeldRotation, passed: Rotation, settledAt: number): Promise<void> {
    const next = completed(passed, this.clock.now(), settledAt);
    await this.audited(held, 'key:complete', (requestId) => held.save(next, requestId));
  }

  /** Retires the older versions: they still open, but nothing needs them. */
  async retire(held: HeldRotation, passed: Rotation): Promise<void> {
    const now = this.clock.now();
    const next = olderRetired(passed, now + this.settings.destroyAfterMs);
    await this.audited(held, 'key:retire', async (requestId) => {
      await this.descriptors.change(passed.ring, requestId, (ring) => retire(ring, passed.version, now));
      await decided(() => held.save(next, requestId));
    });
  }

  /**
   * Destroys the older versions: first in the descriptor, so that every node stops using them; then in the keyring.
   * MasterStillNeeded, and nothing is changed, if the keyring still holds a wrap under one of them.
   */
  async destroy(held: HeldRotation, passed: Rotation): Promise<void> {
    await this.requireUnneeded(passed);
    await this.audited(held, 'key:destroy', async (requestId) => {
      const { ring, version } = passed;
      const descriptor = await this.descriptors.change(ring, requestId, (known) => destroy(known, version));
      await decided(async () => {
        await this.drop(descriptor, version);
        await held.save(closed(passed), requestId);
      });
    });
  }

  /** The ring was shredded. A rotation that was done is closed, any other one is cancelled. */
  async cancel(held: HeldRotation): Promise<void> {
    const { rotation } = held;
    if (rotation.state === 'running') {
      await this.trail.failed(this.request(), actorOf(rotation), what(rotation, 'key:complete'));
    }
    await held.save(cancelled(rotation, this.clock.now()));
  }

  private async requireUnneeded({ ring, version }: Rotation): Promise<void> {
    const needing = ring === MASTER_RING ? await this.keyring.ringUnder(version - 1) : null;
    if (needing !== null) throw new MasterStillNeeded(needing);
  }

  private async drop(ring: KeyRing, below: number): Promise<void> {
    const versions = destroyedBelow(ring, below);
    if (versions.length === 0) return;
    if (ring.id === MASTER_RING) await this.keyring.destroyMaster(Math.max(...versions));
    else await this.keyring.dropVersions(ring.id, versions);
  }

  private audited(
    { rotation }: HeldRotation,
    action: SystemAction,
    effect: (requestId: string) => Promise<void>,
  ): Promise<void> {
    const request = this.request();
    return this.trail.mutation(request, actorOf(rotation), what(rotation, action), () => effect(request.requestId));
  }

  private request(): RequestContext {
    return ownRequest(this.clock, 'coffer-rotation');
  }
}

function actorOf({ startedBy: { id, name } }: Rotation): Actor | null {
  return id === null ? null : { userId: id, username: name };
}

function what({ id, startedBy }: Rotation, action: SystemAction) {
  return { action, resourceType: ROTATION, resourceId: id, actorName: startedBy.name ?? undefined };
}

/** Runs what follows a publication that cannot be undone. After an error there, the settlement finds the outcome. */
async function decided(rest: () => Promise<void>): Promise<void> {
  try {
    await rest();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
  }
}
