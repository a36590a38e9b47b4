import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Creations, idTaken } from '#idempotency';
import { type Caller, Clock, type Plaintext, PublishingWindow } from '#kernel';
import type { SensitiveRecord } from '../domain/sensitive-record.js';
import { checkedValue } from '../domain/sensitive-type.js';
import { typeNamed } from '../domain/types/registry.js';
import { SensitiveDataSettings } from '../ports/sensitive-data.settings.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { OwnRecords, SENSITIVE_DATA, type Shown } from './own-records.js';
import { RecordOwners } from './record-owners.js';
import { RecordSealing } from './record-sealing.js';

const ACTION = 'sensitive-data:create';

/** Creates a record: seals a value and keeps it. */
@Injectable()
export class CreateRecord {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly own: OwnRecords,
    private readonly owners: RecordOwners,
    private readonly sealing: RecordSealing,
    private readonly settings: SensitiveDataSettings,
    private readonly creations: Creations,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** `dataType`: one of DATA_TYPES. `key`: the Idempotency-Key, or null. Errors: `validation_failed`, and those of Creations. */
  create(caller: Caller, dataType: string, text: string, key: string | null): Promise<Shown> {
    const value = checkedValue(typeNamed(dataType), text, this.settings);
    const body = { dataType, value };
    const request = { route: 'POST /sensitive-data', body, action: ACTION, resourceType: SENSITIVE_DATA } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, dataType, value),
      find: (id) => this.find(caller.principal.userId, id),
    });
  }

  private make({ request, principal }: Caller, id: string, dataType: string, value: Plaintext): Promise<Shown> {
    const what = { action: ACTION, resourceType: SENSITIVE_DATA, resourceId: id } as const;
    const ownerId = principal.userId;
    return this.audit.mutation(request, principal, what, async () => {
      const window = new PublishingWindow(this.clock);
      const at = this.clock.now();
      const fresh = { id, ownerId, dataType, version: 1, reseals: 0, createdAt: at, updatedAt: at };
      const record: SensitiveRecord = { ...fresh, sealed: await this.sealing.seal(fresh, value) };
      window.requireOpen();
      if ((await this.store.records.insert(record, request.requestId)) === 'taken') throw idTaken();
      await this.owners.requireAfterInsert(ownerId, id);
      return { stored: { revision: 1, value: record }, value };
    });
  }

  private async find(ownerId: string, id: string): Promise<Shown | null> {
    const stored = await this.own.load(ownerId, id);
    return stored && { stored, value: await this.sealing.open(stored.value) };
  }
}
