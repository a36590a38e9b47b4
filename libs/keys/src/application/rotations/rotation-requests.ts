import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail } from '#audit';
import {
  type ChangeableDocuments,
  Clock,
  CofferError,
  changeDocument,
  type Insertion,
  newId,
  type RequestContext,
} from '#kernel';
import { ringGone } from '../../domain/key-errors.js';
import { activeVersion } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { newRotation } from '../../domain/rotation-course.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { RotationStore } from '../../ports/rotation.store.js';
import { ROTATION } from './rotation-endings.js';

/** Who requests a rotation: an account, or an operator at the command line. */
export interface Asker {
  /** Null: an operator. */
  readonly actor: Actor | null;
  readonly name: string;
}

/** Another rotation of the ring runs already. */
class AnotherRuns extends CofferError {
  constructor() {
    super('conflict', 'The key was being rotated at the same time. Try again.');
  }
}

/** Requests rotations and finds them. Needs the store alone: any node may do the work. */
@Injectable()
export class RotationRequests {
  private readonly asking = new Map<string, Promise<void>>();

  constructor(
    private readonly store: RotationStore,
    private readonly rings: KeyRingStore,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Requests a rotation of `ring`, or returns the one that runs already [R63]. `not_found` for a ring that is gone;
   * `conflict` if others were faster five times.
   */
  ask(request: RequestContext, asker: Asker, ring: string): Promise<Rotation> {
    // Requests of one process for the same ring wait for each other: only other nodes can race for the insert.
    const before = this.asking.get(ring) ?? Promise.resolve();
    const asked = before.then(() => this.askAlone(request, asker, ring));
    const settled = asked.then(ignored, ignored).finally(() => {
      if (this.asking.get(ring) === settled) this.asking.delete(ring);
    });
    this.asking.set(ring, settled);
    return asked;
  }

  async find(id: string): Promise<Rotation | null> {
    return (await this.store.rotations.load(id))?.value ?? null;
  }

  /** The running rotation of `ring`; null: none runs. */
  async running(ring: string): Promise<Rotation | null> {
    return (await this.store.running(ring))?.value ?? null;
  }

  private async askAlone(request: RequestContext, asker: Asker, ring: string): Promise<Rotation> {
    const { published, stored } = await changeDocument(this.slot(request, asker), {
      id: ring,
      requestId: request.requestId,
      change: () => null,
      absent: () => this.next(ring, asker),
      lost: () => {
        throw new AnotherRuns();
      },
    });
    if (published) return stored.value;
    return this.trail.mutation(request, asker.actor, what(stored.value, asker), async () => stored.value);
  }

  /** A ring's running rotation as a document under the ring's id. Each insert is on the audit trail. */
  private slot(request: RequestContext, asker: Asker): ChangeableDocuments<Rotation> {
    return {
      load: (ring) => this.store.running(ring),
      insert: (rotation) => this.insert(request, asker, rotation),
      replace: (rotation, revision, requestId) => this.store.rotations.replace(rotation, revision, requestId),
    };
  }

  private async next(ring: string, { actor, name }: Asker): Promise<Rotation> {
    const descriptor = (await this.rings.rings.load(ring))?.value;
    const active = descriptor ? activeVersion(descriptor) : null;
    if (active === null) throw ringGone();
    const startedBy = { id: actor?.userId ?? null, name };
    const now = this.clock.now();
    return newRotation({ id: newId(now), ring, version: active + 1, startedBy }, now);
  }

  private async insert(request: RequestContext, asker: Asker, rotation: Rotation): Promise<Insertion> {
    try {
      return await this.trail.mutation(request, asker.actor, what(rotation, asker), async () => {
        const outcome = await this.store.rotations.insert(rotation, request.requestId);
        if (outcome === 'taken') throw new AnotherRuns();
        return outcome;
      });
    } catch (error) {
      if (error instanceof AnotherRuns) return 'taken';
      throw error;
    }
  }
}

function what({ id }: Rotation, { name }: Asker) {
  return { action: 'key:rotate', resourceType: ROTATION, resourceId: id, actorName: name } as const;
}

/** The error goes to the caller that asked. The next one in the line only waits for its turn. */
function ignored(): void {}
