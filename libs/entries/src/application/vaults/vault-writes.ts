import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, Clock, CofferError, Gone, PublishingWindow } from '#kernel';
import { Absences, ENTRY, VAULT } from './absences.js';

/** What is done inside an intent; the window is open from its beginning: whoever slept through it publishes nothing. */
export type Effect<T> = (window: PublishingWindow) => Promise<T>;

/** Changes to a vault, each between its intent and its outcome in the audit. */
@Injectable()
export class VaultWrites {
  constructor(
    private readonly audit: AuditTrail,
    private readonly absences: Absences,
    private readonly clock: Clock,
  ) {}

  /** About one entry; `not_found` when it went away meanwhile. */
  async entry<T>(caller: Caller, action: AccountAction, id: string, effect: Effect<T>): Promise<T> {
    const gone = () => this.absences.entry(caller, action, id);
    return this.mutate(caller, { action, resourceType: ENTRY, resourceId: id }, effect, gone);
  }

  /** About the vault as a whole; `not_found` when what it is about went away meanwhile. */
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

/** Whether `error` says that nothing was published: then what was written for it may go. */
export function changedNothing(error: unknown): boolean {
  return error instanceof CofferError && error.code !== 'outcome_unknown' && error.code !== 'internal_error';
}
