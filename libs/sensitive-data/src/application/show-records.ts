import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller } from '#kernel';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { OwnRecords, SENSITIVE_DATA, type Shown } from './own-records.js';
import { RecordSealing } from './record-sealing.js';

export interface RecordPage {
  readonly items: readonly Shown[];
  /** The id after which the next page begins. Null: this is the last page. */
  readonly next: string | null;
}

/** Shows records to their owner. */
@Injectable()
export class ShowRecords {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly own: OwnRecords,
    private readonly sealing: RecordSealing,
    private readonly audit: AuditTrail,
  ) {}

  /** Errors: `not_found`, also for another account's record. */
  async one(caller: Caller, id: string): Promise<Shown> {
    const action = 'sensitive-data:read';
    const stored = await this.own.require(caller, action, id);
    const value = await this.sealing.open(stored.value);
    const what = { action, resourceType: SENSITIVE_DATA, resourceId: id } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return { stored, value };
  }

  /** At most `limit` (up to 200) of the caller's records with an id after `after`, the oldest first. */
  async list({ request, principal }: Caller, after: string | null, limit: number): Promise<RecordPage> {
    const found = await this.store.list(principal.userId, after, limit + 1);
    const items: Shown[] = [];
    for (const stored of found.slice(0, limit)) items.push({ stored, value: await this.sealing.open(stored.value) });
    const what = { action: 'sensitive-data:list', resourceType: SENSITIVE_DATA, resourceId: null } as const;
    await this.audit.succeeded(request, principal, what);
    return { items, next: found.length > limit ? (items.at(-1)?.stored.value.id ?? null) : null };
  }
}
