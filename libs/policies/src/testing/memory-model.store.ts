import { MemoryDocuments } from '#kernel/testing';
import { type AuthorizationModel, MODEL_ID } from '../domain/model.js';
import { AuthorizationModelStore } from '../ports/authorization-model.store.js';

/** The authorization model in memory, for unit tests. */
export class MemoryModelStore extends AuthorizationModelStore {
  override readonly models = new MemoryDocuments<AuthorizationModel>();
  /** Runs before each read of the revision. A test throws here to make the store unreachable, or waits to make it slow. */
  beforeRevision: () => Promise<void> | void = () => {};
  polls = 0;

  async revision(): Promise<number | null> {
    this.polls += 1;
    await this.beforeRevision();
    return this.models.peek(MODEL_ID)?.revision ?? null;
  }

  /** The stored model, for expectations. */
  get model(): AuthorizationModel {
    const stored = this.models.peek(MODEL_ID);
    if (!stored) throw new Error('there is no model yet');
    return stored.value;
  }
}
