import { type Clock, OutcomeUnknown, type RequestContext } from '#kernel';
import type { AuditLog } from '../ports/audit-log.js';
import type { AuditTrail } from './audit-trail.js';

/** Records that one step erases at most: one durable write each. */
const BATCH = 1_000;
/** Between two steps, in milliseconds: what appends meanwhile goes first. */
const BREATH_MS = 5;

/**
 * Erases what the trail holds of a person beside the leaves: names, addresses, programs and reasons of all records that
 * somebody made. The leaves stay, and with them the numbers, the pseudonymous id and every proof. Itself on the trail.
 */
export class PersonalErasure {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves to how many records lost personal values. Repeatable: one that was broken off is done again. Whether it may
   * be is the caller's to know. `operator`: what the trail calls whoever asked. OutcomeUnknown when it was broken off.
   */
  async erase(request: RequestContext, operator: string, userId: string): Promise<number> {
    const what = { action: 'audit:erase', resourceType: 'user', resourceId: userId, actorName: operator } as const;
    return this.trail.mutation(request, null, what, async () => {
      try {
        return await this.finish(userId);
      } catch (error) {
        // Some batches may be done: neither "failed" nor "succeeded" would be true.
        throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
      }
    });
  }

  /** The erasure alone: for the settlement of one that was cut off. PartUnavailable. */
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
