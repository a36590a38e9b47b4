import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, isId, type Plaintext, type Stored } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';

/** What these records are in the audit. */
export const SENSITIVE_DATA = 'sensitive-data';

/** A record with its value, as its owner sees it. */
export interface Shown {
  readonly stored: Stored<SensitiveRecord>;
  readonly value: Plaintext;
}

/** Records by their ids, for their owner alone: nobody else's roles matter, an administrator's included. */
@Injectable()
export class OwnRecords {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Null: absent, or another's. */
  async load(ownerId: string, id: string): Promise<Stored<SensitiveRecord> | null> {
    const stored = await this.store.records.load(id);
    return stored?.value.ownerId === ownerId ? stored : null;
  }

  /** `not_found`, at one read and one record of the audit, for what is absent, for another's and for what is no id. */
  async require(caller: Caller, action: AccountAction, id: string): Promise<Stored<SensitiveRecord>> {
    const stored = isId(id) ? await this.load(caller.principal.userId, id) : null;
    return stored ?? this.absent(caller, action, id);
  }

  absent(caller: Caller, action: AccountAction, id: string): Promise<never> {
    const what = { action, resourceType: SENSITIVE_DATA, reason: 'the account has no such record' };
    return this.audit.absent(caller, what, id);
  }
}
