import { Injectable } from '@nestjs/common';
import { CofferError } from '#kernel';
import { ModelPublisher } from './model-publisher.js';

/** The set of active administrators. It is part of the model, so that one compare-and-set protects the last of them. */
@Injectable()
export class Administrators {
  constructor(private readonly publisher: ModelPublisher) {}

  /** Adds an account. May be repeated. */
  async admit(userId: string, requestId: string): Promise<void> {
    await this.publisher.publish(requestId, (model) =>
      model.administrators.includes(userId)
        ? model
        : { ...model, administrators: [...model.administrators, userId].sort() },
    );
  }

  /** Removes an account, before it is demoted, disabled or deleted. Throws `last_administrator` for the last one. */
  async dismiss(userId: string, requestId: string): Promise<void> {
    await this.publisher.publish(requestId, (model) => {
      const administrators = model.administrators.filter((id) => id !== userId);
      if (administrators.length === model.administrators.length) return model;
      if (administrators.length === 0) {
        const message = 'This is the last active administrator. Make another account an administrator first.';
        throw new CofferError('last_administrator', message);
      }
      return { ...model, administrators };
    });
  }

  /** After it resolves, no write that was sent for `requestId` can change the set any more. */
  async fence(requestId: string): Promise<void> {
    await this.publisher.fence(requestId);
  }
}
