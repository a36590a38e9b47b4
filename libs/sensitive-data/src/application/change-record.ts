import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type AccountAction,
  type Caller,
  Clock,
  changeDocument,
  Gone,
  invalidField,
  type Plaintext,
  PublishingWindow,
  removeDocument,
  requireRevision,
} from '#kernel';
import { type SensitiveRecord, seenRevision, withValue } from '../domain/sensitive-record.js';
import { checkedValue } from '../domain/sensitive-type.js';
import { typeNamed } from '../domain/types/registry.js';
import { SensitiveDataSettings } from '../ports/sensitive-data.settings.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { OwnRecords, SENSITIVE_DATA, type Shown } from './own-records.js';
import { RecordSealing } from './record-sealing.js';

/** Replaces the value of a record, or removes the record: by one compare-and-set between its intent and its outcome. */
@Injectable()
export class ChangeRecord {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly own: OwnRecords,
    private readonly sealing: RecordSealing,
    private readonly settings: SensitiveDataSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `dataType`: absent, or the type that the record has. `seen`: the revisions of If-Match, or null. Errors: `not_found`,
   * `validation_failed`, `precondition_failed`, `busy`.
   */
  async replace(
    caller: Caller,
    id: string,
    { dataType, text }: { readonly dataType?: string; readonly text: string },
    seen: readonly number[] | null,
  ): Promise<Shown> {
    const stored = await this.own.require(caller, 'sensitive-data:update', id);
    requireRevision(seen, seenRevision(stored));
    const value = this.checked(stored.value, dataType, text);
    const changed = await this.mutation(caller, 'sensitive-data:update', id, (window) =>
      changeDocument(this.store.records, {
        ...{ id, requestId: caller.request.requestId, first: stored, window },
        change: async (record, revision) => {
          requireRevision(seen, seenRevision({ revision, value: record }));
          const sealed = await this.sealing.seal({ ...record, version: record.version + 1 }, value);
          return withValue(record, sealed, this.clock.now());
        },
        absent: () => {
          throw new Gone();
        },
      }),
    );
    return { stored: changed.stored, value };
  }

  /** Errors: `not_found`, also for another owner's record and for one that was removed meanwhile; `busy`. */
  async remove(caller: Caller, id: string): Promise<void> {
    const first = await this.own.require(caller, 'sensitive-data:delete', id);
    await this.mutation(caller, 'sensitive-data:delete', id, async (window) => {
      if (!(await removeDocument(this.store.records, { id, first, window }))) throw new Gone();
    });
  }

  private checked(record: SensitiveRecord, dataType: string | undefined, text: string): Plaintext {
    if (dataType !== undefined && dataType !== record.dataType) {
      throw invalidField(
        'data_type',
        'immutable',
        'data_type cannot be changed: leave it out, or create another record.',
      );
    }
    return checkedValue(typeNamed(record.dataType), text, this.settings);
  }

  /** Runs `effect` between its intent and its outcome in the audit. `not_found` if the record went away meanwhile. */
  private async mutation<T>(
    caller: Caller,
    action: AccountAction,
    id: string,
    effect: (window: PublishingWindow) => Promise<T>,
  ): Promise<T> {
    const what = { action, resourceType: SENSITIVE_DATA, resourceId: id };
    try {
      return await this.audit.mutation(caller.request, caller.principal, what, () =>
        effect(new PublishingWindow(this.clock)),
      );
    } catch (error) {
      if (error instanceof Gone) return this.own.absent(caller, action, id);
      throw error;
    }
  }
}
