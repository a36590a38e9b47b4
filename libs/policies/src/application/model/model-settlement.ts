import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, Settlements, unpublished } from '#audit';
import { Clock } from '#kernel';
import { MODEL_ID } from '../../domain/model.js';
import { AuthorizationModelStore } from '../../ports/authorization-model.store.js';

/** Settles the audit intents of changes to roles and policies whose outcome was not recorded. */
@Injectable()
export class ModelSettlement implements Settlement {
  constructor(
    private readonly store: AuthorizationModelStore,
    private readonly clock: Clock,
  ) {}

  /** `succeeded` if the intent's request published the model. The fence keeps a write that is still under way out. */
  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    if (await this.store.models.fence(MODEL_ID, intent.request_id)) return 'succeeded';
    return unpublished(intent, this.clock.now());
  }

  register(settlements: Settlements): void {
    settlements.register('policy', this);
    settlements.register('role', this);
  }
}
