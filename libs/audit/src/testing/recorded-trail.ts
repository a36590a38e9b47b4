import type { RequestContext } from '#kernel';
import { AuditTrail } from '../application/audit-trail.js';
import { type Actor, type Audited, type Denied, requireItsType } from '../application/audited.js';
import type { Outcome } from '../domain/record.js';

export interface Recorded extends Audited, Partial<Pick<Denied, 'decisionId' | 'reason'>> {
  readonly outcome: Outcome;
  readonly actorId: string | null;
  readonly requestId: string;
}

/** An audit trail that keeps its records in a list. For unit tests that look at the records only. */
export function recordedTrail(): { readonly trail: AuditTrail; readonly records: Recorded[] } {
  const records: Recorded[] = [];
  const record = (request: RequestContext, actor: Actor | null, what: Audited, outcome: Outcome) => {
    request.audited = true;
    records.push({ ...what, outcome, actorId: actor?.userId ?? null, requestId: request.requestId });
  };
  const single = (outcome: Outcome) => async (request: RequestContext, actor: Actor | null, what: Audited) =>
    record(request, actor, what, outcome);
  const trail: Pick<AuditTrail, 'succeeded' | 'failed' | 'denied' | 'together' | 'mutation'> = {
    succeeded: single('succeeded'),
    failed: single('failed'),
    denied: single('denied'),
    together: async (request, actor, separate) => {
      for (const { what, outcome } of separate) record(request, actor, what, outcome);
    },
    mutation: async (request, actor, what, effect, done) => {
      requireItsType(what);
      record(request, actor, what, 'allowed');
      try {
        const result = await effect();
        record(request, actor, { ...what, ...done?.(result) }, 'succeeded');
        return result;
      } catch (error) {
        record(request, actor, what, 'failed');
        throw error;
      }
    },
  };
  return { trail: Object.assign(Object.create(AuditTrail.prototype) as AuditTrail, trail), records };
}
