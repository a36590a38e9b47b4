import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, Settlements } from '#audit';
import { Clock, PUBLISHED_MEMORY_MS } from '#kernel';
import { MODEL_ID } from '../domain/model.js';
import { AuthorizationModelStore } from '../ports/authorization-model.store.js';

/** Nodes' clocks may differ; an intent this much short of the store's memory, in milliseconds, is not told from one past it. */
const CLOCKS_APART_MS = 60_000;

/** What became of a change of a role or a policy whose outcome was not recorded: whether its request published the model. */
@Injectable()
export class ModelSettlement implements Settlement {
  constructor(
    private readonly store: AuthorizationModelStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    if (await this.store.models.fence(MODEL_ID, intent.request_id)) return 'succeeded';
    const age = this.clock.now() - Date.parse(intent.at);
    return age < PUBLISHED_MEMORY_MS - CLOCKS_APART_MS ? 'failed' : 'unknown';
  }

  register(settlements: Settlements): void {
    settlements.register('policy', this);
    settlements.register('role', this);
  }
}
