import { type Clock, OutcomeUnknown, type RequestContext } from '#kernel';
import type { AuditLog } from '../ports/audit-log.js';
import type { AuditTrail } from './audit-trail.js';

/** How many records one step erases at most. Each step is one durable write. */
const BATCH = 1_000;
/** The pause between two steps, in milliseconds. Waiting appends go first in it. */
const BREATH_MS = 5;

/**
 * Erases the personal values of an actor from the trail: the names, addresses, user agents and reasons beside all records
 * of that actor. The leaves stay, with their numbers, the pseudonymous id and every proof. The erasure itself is audited.
 */
export class PersonalErasure {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns how many records lost personal values. The caller has checked that the account may be erased. `operator`: the
   * name that the trail records. OutcomeUnknown if the erasure was interrupted: it is then called again.
   */
  async erase(request: RequestContext, operator: string, userId: string): Promise<number> {
    const what = { action: 'audit:erase', resourceType: 'user', resourceId: userId, actorName: operator } as const;
    return this.trail.mutation(request, null, what, async () => {
      try {
        return await this.finish(userId);
      } catch (error) {
        // Some batches may be erased: neither `failed` nor `succeeded` would be true.
        throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
      }
    });
  }

  /** The erasure without its audit records, for the settlement of an interrupted one. Errors: PartUnavailable. */
  async finish(userId: string): Promise<number> {
    let total = 0;
    for (let after = 0; ; await this.clock.sleep(BREATH_MS)) {
      const { last, erased } = await this.log.erasePersonal(userId, after, BATCH);
      total += erased;
      if (last === null) return total;
      after = last;
    }
  }
}
