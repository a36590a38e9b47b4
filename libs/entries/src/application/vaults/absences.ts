import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Action, type Caller, isId } from '#kernel';
import { notFound } from '#policies';

/** The types of resource that the audit knows here: an entry by its id, a vault by its owner's. */
export const ENTRY = 'entry';
export const VAULT = 'vault';

/** Refuses what is not there as the authorizer does: one record of a denial, and the same 404 for everything. */
@Injectable()
export class Absences {
  constructor(private readonly audit: AuditTrail) {}

  /** What is no id is not recorded as one: it is whatever somebody pasted into a path. */
  entry(caller: Caller, action: Action, id: string): Promise<never> {
    return this.refuse(caller, action, ENTRY, isId(id) ? id : null);
  }

  /** A re-key or a generation that the caller's vault does not have. */
  inVault(caller: Caller, action: Action): Promise<never> {
    return this.refuse(caller, action, VAULT, caller.principal.userId);
  }

  private async refuse(
    { principal, request }: Caller,
    action: Action,
    resourceType: string,
    resourceId: string | null,
  ): Promise<never> {
    const decisionId = randomUUID();
    const reason = 'the account has no such thing in its vault';
    await this.audit.denied(request, principal, { action, resourceType, resourceId, decisionId, reason });
    throw notFound(decisionId);
  }
}
