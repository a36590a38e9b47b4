import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, jsonBytes, type Plaintext, reserveAnswer, type Stored } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { OwnRecords, SENSITIVE_DATA, type Shown } from './own-records.js';
import { RecordSealing } from './record-sealing.js';

/** The most bytes of values, as JSON, in one page. A page has at least one record. */
export const PAGE_BYTES = 1_048_576;
/** Records that are read from the store at once. Only they are in memory before the caller's share of it pays for them. */
const READ_AT_ONCE = 50;
/** A value is in memory as a text, and twice in the answer: as a text and as the bytes that are sent. */
const COPIES = 3;

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
    private readonly clock: Clock,
  ) {}

  /** Errors: `not_found`, also for another account's record. */
  async one(caller: Caller, id: string): Promise<Shown> {
    const action = 'sensitive-data:read';
    const stored = await this.own.require(caller, action, id);
    const value = await this.sealing.open(stored.value);
    reserveAnswer(caller.request, value);
    const what = { action, resourceType: SENSITIVE_DATA, resourceId: id } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return { stored, value };
  }

  /**
   * At most `limit` (up to 200) of the caller's records with an id after `after`, the oldest first, and fewer if their values
   * are large. Errors also: `rate_limited` or `busy` for memory.
   */
  async list(caller: Caller, after: string | null, limit: number): Promise<RecordPage> {
    const page = await this.pageOf(caller, after, limit);
    const what = { action: 'sensitive-data:list', resourceType: SENSITIVE_DATA, resourceId: null } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return page;
  }

  private async pageOf(caller: Caller, after: string | null, limit: number): Promise<RecordPage> {
    const items: Shown[] = [];
    let bytes = 0;
    for (let place = after; ; place = lastOf(items)) {
      const most = Math.min(READ_AT_ONCE, limit + 1 - items.length);
      const found = await this.read(caller, place, most);
      for (const stored of found) {
        if (items.length === limit) return { items, next: lastOf(items) };
        const value = await this.open(stored);
        const size = jsonBytes(value);
        bytes += size;
        if (bytes > PAGE_BYTES && items.length > 0) return { items, next: lastOf(items) };
        caller.request.reserve?.(size * COPIES);
        items.push({ stored, value });
      }
      if (found.length < most) return { items, next: null };
    }
  }

  private async read({ request, principal }: Caller, after: string | null, most: number) {
    const found = await this.store.list(principal.userId, after, most);
    request.reserve?.(found.reduce((sum, { value }) => sum + value.sealed.length, 0));
    return found;
  }

  private async open({ value }: Stored<SensitiveRecord>): Promise<Plaintext> {
    await this.clock.giveWay();
    return this.sealing.open(value);
  }
}

function lastOf(items: readonly Shown[]): string | null {
  return items.at(-1)?.stored.value.id ?? null;
}
