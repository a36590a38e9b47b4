import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, isId, type Plaintext, type Stored } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';

/** The type of resource that the audit knows these records by. */
export const SENSITIVE_DATA = 'sensitive-data';

/** A record and its opened value. */
export interface Shown {
  readonly stored: Stored<SensitiveRecord>;
  readonly value: Plaintext;
}

/** Finds records for their owner. No role opens another account's records, not even an administrator's. */
@Injectable()
export class OwnRecords {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Null: there is no such record, or it belongs to another account. */
  async load(ownerId: string, id: string): Promise<Stored<SensitiveRecord> | null> {
    const stored = await this.store.records.load(id);
    return stored?.value.ownerId === ownerId ? stored : null;
  }

  /**
   * Errors: `not_found` for an absent record, for another account's, and for a text that is no id. All three cost one
   * denial in the audit.
   */
  async require(caller: Caller, action: AccountAction, id: string): Promise<Stored<SensitiveRecord>> {
    const stored = isId(id) ? await this.load(caller.principal.userId, id) : null;
    return stored ?? this.absent(caller, action, id);
  }

  absent(caller: Caller, action: AccountAction, id: string): Promise<never> {
    const what = { action, resourceType: SENSITIVE_DATA, reason: 'the account has no such record' };
    return this.audit.absent(caller, what, id);
  }
}
