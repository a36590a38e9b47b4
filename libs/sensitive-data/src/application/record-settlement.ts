import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { RecordOwners } from './record-owners.js';

/** Settles the outcome of a change to a record for the audit, if it was not recorded. */
@Injectable()
export class RecordSettlement implements Settlement {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly owners: RecordOwners,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { resource_id: id, request_id: requestId, action } = intent;
    if (id === null) return 'unknown';
    const published = await this.store.records.fence(id, requestId);
    const stored = await this.store.records.load(id);
    // A removed record cannot name the request that removed it. It is enough that the record is gone.
    if (action === 'sensitive-data:delete') return stored ? 'failed' : 'succeeded';
    if (stored && !(await this.owners.isThere(stored.value.ownerId))) {
      await this.owners.discard(id);
      if (action === 'sensitive-data:create') return 'failed';
    }
    return published ? 'succeeded' : unpublished(intent, this.clock.now());
  }
}
