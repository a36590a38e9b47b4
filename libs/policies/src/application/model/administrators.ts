import { Injectable } from '@nestjs/common';
import { CofferError } from '#kernel';
import { ModelPublisher } from './model-publisher.js';

/** The set of active administrators: kept in the model, so that one compare-and-set decides who is the last. */
@Injectable()
export class Administrators {
  constructor(private readonly publisher: ModelPublisher) {}

  /** Adds an account; harmless to repeat. Before or after its own document changes, as `users` needs it. */
  async admit(userId: string, requestId: string): Promise<void> {
    await this.publisher.publish(requestId, (model) =>
      model.administrators.includes(userId)
        ? model
        : { ...model, administrators: [...model.administrators, userId].sort() },
    );
  }

  /** Removes an account before it is demoted, disabled or deleted; `last_administrator` when nobody would be left. */
  async dismiss(userId: string, requestId: string): Promise<void> {
    await this.publisher.publish(requestId, (model) => {
      const administrators = model.administrators.filter((id) => id !== userId);
      if (administrators.length === model.administrators.length) return model;
      if (administrators.length === 0) {
        throw new CofferError('last_administrator', 'The last active administrator stays one: make another one first.');
      }
      return { ...model, administrators };
    });
  }

  /** Resolves when nothing that was sent for `requestId` can change the set any more. */
  async fence(requestId: string): Promise<void> {
    await this.publisher.fence(requestId);
  }
}
