import { Injectable } from '@nestjs/common';
import { Clock, removeExpired } from '#kernel';
import { CreationStore } from '../ports/creation.store.js';

/** Removes the records of keys an hour after they have expired. Nothing depends on when it runs. */
@Injectable()
export class CreationSweep {
  constructor(
    private readonly store: CreationStore,
    private readonly clock: Clock,
  ) {}

  /** Removes at most 100,000 records, the longest expired first. Returns their number. `stop`: ends it early. */
  run(stop?: AbortSignal): Promise<number> {
    return removeExpired(this.store, this.store.creations, ({ expiresAt }) => expiresAt, this.clock.now(), stop);
  }
}
