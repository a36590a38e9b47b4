import { Injectable } from '@nestjs/common';
import { Clock, CofferError, newId, PartUnavailable, PublishingWindow, type Stored } from '#kernel';
import { firstModel } from '../../domain/built-ins.js';
import { type AuthorizationModel, MODEL_ID, MODEL_MAX_BYTES, MODEL_MAX_PATTERNS } from '../../domain/model.js';
import { AuthorizationModelStore } from '../../ports/authorization-model.store.js';
import { ModelReader } from './model-reader.js';

/** The longest wait between two tries, in milliseconds; the actual one is random below it. */
const WAIT_MS = 40;

/** A change of the model, applied again to whatever others have published meanwhile; throws what refuses it. */
export type ModelChange = (model: AuthorizationModel, revision: number) => AuthorizationModel;

/** Publishes changes of the authorization model by compare-and-set. */
@Injectable()
export class ModelPublisher {
  constructor(
    private readonly store: AuthorizationModelStore,
    private readonly reader: ModelReader,
    private readonly clock: Clock,
  ) {}

  /** Makes the model of the first start where there is none; harmless to repeat, also by several nodes at once. */
  async ensureModel(): Promise<void> {
    if ((await this.store.revision()) === null) await this.store.models.insert(firstModel(this.clock.now()), newId());
  }

  /**
   * Publishes what `change` makes of the current model; visible to this process at once. Throws what `change` throws,
   * `model_full`, `busy` when others kept publishing first, and the errors of Documents. `window`: that of the whole
   * operation, where this is not its first step.
   */
  async publish(
    requestId: string,
    change: ModelChange,
    window: PublishingWindow = new PublishingWindow(this.clock),
  ): Promise<AuthorizationModel> {
    for (;;) {
      const stored = await this.read();
      const next = change(stored.value, stored.revision);
      if (next === stored.value) return next;
      checkSize(next);
      window.requireOpen();
      const began = performance.now();
      if ((await this.store.models.replace(next, stored.revision, requestId)) === 'published') {
        this.reader.adopt({ revision: stored.revision + 1, value: next }, began);
        return next;
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * WAIT_MS));
    }
  }

  /** Resolves when no write that was sent for `requestId` can land any more: for whoever settles what became of it. */
  async fence(requestId: string): Promise<void> {
    await this.store.models.fence(MODEL_ID, requestId);
  }

  private async read(): Promise<Stored<AuthorizationModel>> {
    const stored = await this.store.models.load(MODEL_ID);
    if (!stored) throw new PartUnavailable('authorization');
    return stored;
  }
}

function checkSize(model: AuthorizationModel): void {
  const statements = model.policies.flatMap((policy) => policy.statements);
  const patterns = statements.reduce((sum, { resources }) => sum + resources.length, 0);
  if (patterns > MODEL_MAX_PATTERNS || Buffer.byteLength(JSON.stringify(model)) > MODEL_MAX_BYTES) {
    throw new CofferError(
      'model_full',
      'All roles and policies together may take 8 MiB and have 50,000 resources: remove or shorten some.',
    );
  }
}
