import { BoundedCache, type Clock, OutcomeUnknown, type RequestContext } from '#kernel';
import type { AuditLog } from '../ports/audit-log.js';
import type { AuditTrail } from './audit-trail.js';

/** How many records one step erases at most. Each step is one durable write. */
const BATCH = 1_000;
/** Erasures whose progress is remembered for {@link PersonalErasure.finish}. More of them begin anew. */
const MOST_REMEMBERED = 1_000;
/** The pause between two steps, in milliseconds. Waiting appends go first in it. */
const BREATH_MS = 5;

/** How far the run for an interrupted erasure is. */
interface Walk {
  /** What this node has examined, which stays erased. */
  after: number;
  running: Promise<void> | null;
}

/**
 * Erases the personal values of an actor from the trail: the names, addresses, user agents and reasons beside all records
 * of that actor. The leaves stay, with their numbers, the pseudonymous id and every proof. The erasure itself is audited.
 */
export class PersonalErasure {
  private readonly walks: BoundedCache<Walk>;

  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {
    this.walks = new BoundedCache(clock, { max: MOST_REMEMBERED });
  }

  /**
   * Returns how many records lost personal values. The caller has checked that the account may be erased. `operator`: the
   * name that the trail records. OutcomeUnknown if the erasure was interrupted: it is then called again.
   */
  async erase(request: RequestContext, operator: string, userId: string): Promise<number> {
    const what = { action: 'audit:erase', resourceType: 'user', resourceId: userId, actorName: operator } as const;
    return this.trail.mutation(request, null, what, async () => {
      try {
        return await this.eraseFrom(userId, { after: 0 });
      } catch (error) {
        // Some batches may be erased: neither `failed` nor `succeeded` would be true.
        throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
      }
    });
  }

  /**
   * The erasure without its audit records, for the settlement of an interrupted one. It may take longer than one settlement
   * may: calls for the same `requestId` share one run, and later ones are told of its end at once. After an error it goes on
   * where it was. Each intent has a run of its own, since an earlier one may have passed by newer records. Errors:
   * PartUnavailable.
   */
  async finish(userId: string, requestId: string): Promise<void> {
    const key = `${requestId} ${userId}`;
    const walk = this.walks.get(key) ?? { after: 0, running: null };
    this.walks.set(key, walk);
    walk.running ??= this.eraseFrom(userId, walk).then(() => {});
    const { running } = walk;
    try {
      await running;
    } catch (error) {
      if (walk.running === running) walk.running = null;
      throw error;
    }
  }

  /** Erases what is behind `walk.after`, and moves it. Returns how many records lost personal values. */
  private async eraseFrom(userId: string, walk: Pick<Walk, 'after'>): Promise<number> {
    let total = 0;
    for (; ; await this.clock.sleep(BREATH_MS)) {
      const { last, erased } = await this.log.erasePersonal(userId, walk.after, BATCH);
      total += erased;
      if (last === null) return total;
      walk.after = last;
    }
  }
}
