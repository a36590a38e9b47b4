import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Action, Caller } from '#kernel';

/** The types of resource in the audit. An entry is named by its id, a vault by its owner's id. */
export const ENTRY = 'entry';
export const VAULT = 'vault';

const REASON = 'the account has no such thing in its vault';

/** Refuses what does not exist in the caller's vault: one record of a denial, and the same 404 for everything. */
@Injectable()
export class Absences {
  constructor(private readonly audit: AuditTrail) {}

  entry(caller: Caller, action: Action, id: string): Promise<never> {
    return this.audit.absent(caller, { action, resourceType: ENTRY, reason: REASON }, id);
  }

  /** A re-key or a generation that the caller's vault does not have. */
  inVault(caller: Caller, action: Action): Promise<never> {
    return this.audit.absent(caller, { action, resourceType: VAULT, reason: REASON }, caller.principal.userId);
  }
}
