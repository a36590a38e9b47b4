import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, Clock, CofferError, Gone, PublishingWindow } from '#kernel';
import { Absences, ENTRY, VAULT } from './absences.js';

/** The work inside an intent. Its publishing window opens at the beginning. */
export type Effect<T> = (window: PublishingWindow) => Promise<T>;

/** Runs changes to a vault, each between its intent and its outcome in the audit. */
@Injectable()
export class VaultWrites {
  constructor(
    private readonly audit: AuditTrail,
    private readonly absences: Absences,
    private readonly clock: Clock,
  ) {}

  /** A change of one entry. Errors: those of `effect`; `not_found` if the entry went away meanwhile. */
  async entry<T>(caller: Caller, action: AccountAction, id: string, effect: Effect<T>): Promise<T> {
    const gone = () => this.absences.entry(caller, action, id);
    return this.mutate(caller, { action, resourceType: ENTRY, resourceId: id }, effect, gone);
  }

  /** A change of the whole vault. Errors: those of `effect`; `not_found` if a re-key or a generation went away meanwhile. */
  async vault<T>(caller: Caller, action: AccountAction, effect: Effect<T>): Promise<T> {
    const gone = () => this.absences.inVault(caller, action);
    return this.mutate(caller, { action, resourceType: VAULT, resourceId: caller.principal.userId }, effect, gone);
  }

  private async mutate<T>(
    { principal, request }: Caller,
    what: { readonly action: AccountAction; readonly resourceType: string; readonly resourceId: string },
    effect: Effect<T>,
    gone: () => Promise<never>,
  ): Promise<T> {
    try {
      return await this.audit.mutation(request, principal, what, () => effect(new PublishingWindow(this.clock)));
    } catch (error) {
      if (error instanceof Gone) return gone();
      throw error;
    }
  }
}

/** True if `error` means that nothing was published: then the bodies that were written for it may be removed. */
export function changedNothing(error: unknown): boolean {
  return error instanceof CofferError && error.code !== 'outcome_unknown' && error.code !== 'internal_error';
}
