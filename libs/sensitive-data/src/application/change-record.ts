import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type AccountAction,
  type Caller,
  Clock,
  Gone,
  invalidField,
  type Plaintext,
  PublishingWindow,
  requireRevision,
  type Stored,
} from '#kernel';
import { type SensitiveRecord, seenRevision, withValue } from '../domain/sensitive-record.js';
import { checkedValue } from '../domain/sensitive-type.js';
import { typeNamed } from '../domain/types/registry.js';
import { SensitiveDataSettings } from '../ports/sensitive-data.settings.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { OwnRecords, SENSITIVE_DATA, type Shown } from './own-records.js';
import { RecordSealing } from './record-sealing.js';

/** Tries to publish on what is there now; null: a lost race, to be run again on what won. */
type Attempt<T> = (present: Stored<SensitiveRecord>) => Promise<T | null>;

/** Gives a record another value, or removes it: by one compare-and-set, between its intent and its outcome. */
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
   * `seen`: the revision of If-Match, or null; `dataType` absent, or the present one. `not_found`, `validation_failed`,
   * `precondition_failed`.
   */
  async replace(
    caller: Caller,
    id: string,
    { dataType, text }: { readonly dataType?: string; readonly text: string },
    seen: number | null,
  ): Promise<Shown> {
    const stored = await this.own.require(caller, 'sensitive-data:update', id);
    requireRevision(seen, seenRevision(stored));
    const value = this.checked(stored.value, dataType, text);
    const { requestId } = caller.request;
    return this.publish(caller, 'sensitive-data:update', stored, async (present) => {
      requireRevision(seen, seenRevision(present));
      return this.replaced(present, value, requestId);
    });
  }

  /** `not_found`, also for another's and for one that was removed meanwhile. */
  async remove(caller: Caller, id: string): Promise<void> {
    const stored = await this.own.require(caller, 'sensitive-data:delete', id);
    await this.publish(caller, 'sensitive-data:delete', stored, async ({ revision }) =>
      (await this.store.records.remove(id, revision)) ? true : null,
    );
  }

  private checked(record: SensitiveRecord, dataType: string | undefined, text: string): Plaintext {
    if (dataType !== undefined && dataType !== record.dataType) {
      throw invalidField(
        'data_type',
        'immutable',
        'data_type cannot be changed: leave it out, or make another record.',
      );
    }
    return checkedValue(typeNamed(record.dataType), text, this.settings);
  }

  private async replaced(
    { revision, value: present }: Stored<SensitiveRecord>,
    value: Plaintext,
    requestId: string,
  ): Promise<Shown | null> {
    const sealed = await this.sealing.seal({ ...present, version: present.version + 1 }, value);
    const next = withValue(present, sealed, this.clock.now());
    const outcome = await this.store.records.replace(next, revision, requestId);
    return outcome === 'published' ? { stored: { revision: revision + 1, value: next }, value } : null;
  }

  /** Runs `attempt` until it has published, within the window of one operation. */
  private async publish<T>(
    caller: Caller,
    action: AccountAction,
    stored: Stored<SensitiveRecord>,
    attempt: Attempt<T>,
  ): Promise<T> {
    const { id, ownerId } = stored.value;
    const what = { action, resourceType: SENSITIVE_DATA, resourceId: id };
    try {
      return await this.audit.mutation(caller.request, caller.principal, what, async () => {
        const window = new PublishingWindow(this.clock);
        for (
          let present: Stored<SensitiveRecord> | null = stored;
          present;
          present = await this.own.load(ownerId, id)
        ) {
          window.requireOpen();
          const result: T | null = await attempt(present);
          if (result !== null) return result;
        }
        throw new Gone();
      });
    } catch (error) {
      if (error instanceof Gone) return this.own.absent(caller, action, id);
      throw error;
    }
  }
}
