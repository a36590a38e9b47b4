import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { WRAP, Wraps } from '#handover';
import { type Caller, Clock, isId } from '#kernel';
import { type ShareView, shareView } from './share-view.js';

/**
 * The shares that the caller has made of a secret. No permission is needed: who made a share may see and end it, also
 * when they may no longer see the secret, or the secret is gone.
 */
@Injectable()
export class OwnShares {
  constructor(
    private readonly wraps: Wraps,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The newest first, at most `limit`. Empty for a secret of which the caller made none, whether it exists or not. */
  async list(
    { principal, request }: Caller,
    secretId: string,
    before: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly ShareView[]; readonly next: string | null }> {
    const isKnown = isId(secretId);
    const page = isKnown
      ? await this.wraps.madeOf(principal.userId, secretId, before, limit)
      : { items: [], next: null };
    const resourceId = isKnown ? secretId : null;
    await this.audit.succeeded(request, principal, { action: 'wrap:list', resourceType: 'secret', resourceId });
    const now = this.clock.now();
    return { ...page, items: page.items.map((wrap) => shareView(wrap, now)) };
  }

  /** Nobody opens it any more. May be repeated. `not_found` unless the caller made it of this secret. */
  async end(caller: Caller, secretId: string, id: string): Promise<void> {
    const { principal, request } = caller;
    const stored = isId(id) && isId(secretId) ? await this.wraps.findMade(principal.userId, secretId, id) : null;
    if (!stored) {
      const reason = 'the account has made no such share';
      return this.audit.absent(caller, { action: 'wrap:end', resourceType: WRAP, reason }, id);
    }
    const what = {
      action: 'wrap:end',
      resourceType: WRAP,
      resourceId: id,
      resourceName: stored.value.subjectName,
    } as const;
    await this.audit.mutation(request, principal, what, () => this.wraps.end(stored, request.requestId));
  }
}
