import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, newId, PartUnavailable, PublishingWindow, type RequestContext } from '#kernel';
import { requireAdministrable } from '../../domain/administrators/administrability.js';
import { firstModel } from '../../domain/built-ins.js';
import { type AuthorizationModel, MODEL_ID } from '../../domain/model.js';
import { checkSize, publicationCost } from '../../domain/model-size.js';
import { AuthorizationModelStore } from '../../ports/authorization-model.store.js';
import { ModelReader } from './model-reader.js';

/**
 * Returns the changed model, the same object if there is nothing to change, or throws a refusal. It is called again for
 * each revision that others publish meanwhile.
 */
export type ModelChange = (model: AuthorizationModel, revision: number) => AuthorizationModel;

/** The request that a publication is for. It pays for what is written. */
export type Payer = Pick<RequestContext, 'requestId' | 'cost'>;

export interface PublicationOptions {
  /** The window of the whole operation, if the publication is not its first step. */
  readonly window?: PublishingWindow;
  /** Pays for each model that is about to be written. Absent: the server itself publishes. */
  readonly payer?: Pick<Payer, 'cost'>;
}

/**
 * Publishes changes of the authorization model by compare-and-set. Those of one node do not wait for each other: one whose
 * store hangs would keep all others waiting.
 */
@Injectable()
export class ModelPublisher {
  /** The longest pause after a lost race, in milliseconds. Each pause is random, so that nodes do not keep colliding. */
  longestPauseMs = 40;

  constructor(
    private readonly store: AuthorizationModelStore,
    private readonly reader: ModelReader,
    private readonly clock: Clock,
  ) {}

  /** Creates the model of the first start if there is none. Several nodes may do so at once. */
  async ensureModel(): Promise<void> {
    if ((await this.store.revision()) === null) await this.store.models.insert(firstModel(this.clock.now()), newId());
  }

  /**
   * Publishes what `change` makes of the current model. This process sees the new model at once. Throws what `change`
   * throws, `model_full`, `last_administrator` if nobody could administer any more [R94], `busy` if the window closes because others kept publishing first, and the errors of Documents.
   */
  publish(requestId: string, change: ModelChange, options?: PublicationOptions): Promise<AuthorizationModel> {
    return this.send(requestId, change, requireAdministrable, options);
  }

  /**
   * As {@link publish}, for what has already happened to accounts: it is written in any case, also if it shows that
   * nobody can administer.
   */
  record(requestId: string, change: ModelChange, options?: PublicationOptions): Promise<AuthorizationModel> {
    return this.send(requestId, change, () => {}, options);
  }

  private async send(
    requestId: string,
    change: ModelChange,
    check: typeof requireAdministrable,
    { window = new PublishingWindow(this.clock), payer = {} }: PublicationOptions = {},
  ): Promise<AuthorizationModel> {
    let sentAt = this.clock.now();
    const first = this.reader.known(await this.store.revision());
    const { published, stored } = await changeDocument(this.store.models, {
      id: MODEL_ID,
      ...{ requestId, window, first },
      change: (model, revision) => {
        sentAt = this.clock.now();
        const next = change(model, revision);
        if (next !== model) {
          checkSize(next);
          check(model, next, sentAt);
          payer.cost = (payer.cost ?? 0) + publicationCost(next);
        }
        return next;
      },
      absent: () => {
        throw new PartUnavailable('authorization');
      },
      pause: this.longestPauseMs === 0 ? undefined : () => this.clock.sleep(Math.random() * this.longestPauseMs),
    });
    if (published) this.reader.adopt(stored, sentAt);
    return stored.value;
  }

  /** After it resolves, no write that was sent for `requestId` can land any more. Settlements use it. */
  async fence(requestId: string): Promise<void> {
    await this.store.models.fence(MODEL_ID, requestId);
  }
}
