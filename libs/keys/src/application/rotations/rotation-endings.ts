import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail } from '#audit';
import { Clock, newId, OutcomeUnknown, type RequestContext, type SystemAction } from '#kernel';
import { destroy, destroyedBelow, type KeyRing, MASTER_RING, retire } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { cancelled, closed, completed, olderRetired } from '../../domain/rotation-course.js';
import { KeySettings } from '../../ports/key.settings.js';
import { KeyManagement } from '../../ports/key-management.js';
import { RingDescriptors } from '../rings/ring-descriptors.js';
import type { HeldRotation } from './held-rotation.js';

/** The type of resource that rotations are in the audit. */
export const ROTATION = 'rotation';

/**
 * What follows when a pass has found nothing under an older version: each is a mutation of the audit, in the name of
 * whoever asked for the rotation.
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

  /** Done, for whoever waits for it; `settledAt`: when nothing can be under way under an older version any more. */
  async complete(held: HeldRotation, passed: Rotation, settledAt: number): Promise<void> {
    const next = completed(passed, this.clock.now(), settledAt);
    await this.audited(held, 'key:complete', (requestId) => held.save(next, requestId));
  }

  /** The older versions are retired: they open, and nothing needs them. */
  async retire(held: HeldRotation, passed: Rotation): Promise<void> {
    const now = this.clock.now();
    const next = olderRetired(passed, now + this.settings.destroyAfterMs);
    await this.audited(held, 'key:retire', async (requestId) => {
      await this.descriptors.change(passed.ring, requestId, (ring) => retire(ring, passed.version, now));
      await decided(() => held.save(next, requestId));
    });
  }

  /** Destroys the older versions: the descriptor first, so that every node stops opening with them; then the keyring. */
  async destroy(held: HeldRotation, passed: Rotation): Promise<void> {
    await this.audited(held, 'key:destroy', async (requestId) => {
      const { ring, version } = passed;
      const descriptor = await this.descriptors.change(ring, requestId, (known) => destroy(known, version));
      await decided(async () => {
        await this.letGo(descriptor, version);
        await held.save(closed(passed), requestId);
      });
    });
  }

  /** The ring was shredded. A rotation that was done is only closed. */
  async cancel(held: HeldRotation): Promise<void> {
    const { rotation } = held;
    if (rotation.state === 'running') {
      await this.trail.failed(this.request(), actorOf(rotation), what(rotation, 'key:complete'));
    }
    await held.save(cancelled(rotation, this.clock.now()));
  }

  private async letGo(ring: KeyRing, below: number): Promise<void> {
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
    const origin = { ip: '127.0.0.1', userAgent: 'coffer-rotation', accessReason: null };
    return { ...origin, requestId: newId(), receivedAt: this.clock.now(), audited: false };
  }
}

function actorOf({ startedBy: { id, name } }: Rotation): Actor | null {
  return id === null ? null : { userId: id, username: name };
}

function what({ id, startedBy }: Rotation, action: SystemAction) {
  return { action, resourceType: ROTATION, resourceId: id, actorName: startedBy.name ?? undefined };
}

/** What follows a publication that has decided: an error there undoes nothing, so the settlement tells the outcome. */
async function decided(rest: () => Promise<void>): Promise<void> {
  try {
    await rest();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
  }
}
