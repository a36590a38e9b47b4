import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { WRAP, type Wrap, Wraps } from '#handover';
import { type AccountAction, type Caller, Clock, isId } from '#kernel';
import { SECRET, SecretLookup } from '../queries/secret-lookup.js';
import { type ShareView, shareView } from './share-view.js';

const NONE = { items: [], next: null };

/**
 * The shares that the caller has made of a secret. No permission is needed: who made a share may see and end it, also
 * when they may no longer see the secret, or the secret is gone. Only a credential with a scope needs `secret:share` on the
 * secret: otherwise it would see and end what other credentials of the account have shared.
 */
@Injectable()
export class OwnShares {
  constructor(
    private readonly wraps: Wraps,
    private readonly lookup: SecretLookup,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The newest first, at most `limit`. `not_found` if there is none and the caller may not know of the secret. */
  async list(
    caller: Caller,
    secretId: string,
    before: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly ShareView[]; readonly next: string | null }> {
    const { principal, request } = caller;
    const made = isId(secretId) ? await this.wraps.madeOf(principal.userId, secretId, before, limit) : NONE;
    const found = (await this.isInScope(caller, made.items[0])) ? made : NONE;
    if (found.items.length === 0 && !(await this.lookup.isVisible(caller, secretId))) {
      return this.absent(caller, 'wrap:list', SECRET, secretId);
    }
    await this.audit.succeeded(request, principal, { action: 'wrap:list', resourceType: SECRET, resourceId: secretId });
    const now = this.clock.now();
    return { ...found, items: found.items.map((wrap) => shareView(wrap, now)) };
  }

  /** Nobody opens it any more. May be repeated. `not_found` unless the caller made it of this secret. */
  async end(caller: Caller, secretId: string, id: string): Promise<void> {
    const { principal, request } = caller;
    const stored = isId(id) && isId(secretId) ? await this.wraps.findMade(principal.userId, secretId, id) : null;
    if (!stored || !(await this.isInScope(caller, stored.value))) return this.absent(caller, 'wrap:end', WRAP, id);
    const what = {
      action: 'wrap:end',
      resourceType: WRAP,
      resourceId: id,
      resourceName: stored.value.subjectName,
    } as const;
    await this.audit.mutation(request, principal, what, () => this.wraps.end(stored, request.requestId));
  }

  /** All shares of one secret have its path as their name: a path never changes. */
  private async isInScope(caller: Caller, wrap: Wrap | undefined): Promise<boolean> {
    if (!caller.principal.scope || !wrap) return true;
    return this.lookup.isAllowed(caller, 'secret:share', wrap.subjectName);
  }

  private absent(caller: Caller, action: AccountAction, resourceType: string, id: string): Promise<never> {
    return this.audit.absent(caller, { action, resourceType, reason: 'the account has made no such share' }, id);
  }
}
