import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, CofferError, isId, type Plaintext, type Stored } from '#kernel';
import { notFound } from '#policies';
import type { SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';

/** What these records are in the audit. */
export const SENSITIVE_DATA = 'sensitive-data';

/** A record with its value, as its owner sees it. */
export interface Shown {
  readonly stored: Stored<SensitiveRecord>;
  readonly value: Plaintext;
}

/** The record went away after its owner was let through to it. */
export class RecordGone extends CofferError {
  constructor() {
    super('not_found', 'It went away in the meantime.');
  }
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

  /** A text that is no id is not repeated in the audit: it may be anything. */
  async absent({ request, principal }: Caller, action: AccountAction, id: string): Promise<never> {
    const decisionId = randomUUID();
    const resourceId = isId(id) ? id : null;
    const reason = 'the account has no such record';
    await this.audit.denied(request, principal, {
      action,
      resourceType: SENSITIVE_DATA,
      resourceId,
      decisionId,
      reason,
    });
    throw notFound(decisionId);
  }
}
