import { Injectable } from '@nestjs/common';
import { Clock, removeExpired } from '#kernel';
import { CreationStore } from '../ports/creation.store.js';

/** Removes the records of keys that have long expired: nothing depends on when. */
@Injectable()
export class CreationSweep {
  constructor(
    private readonly store: CreationStore,
    private readonly clock: Clock,
  ) {}

  /** How many were removed, soonest expired first; at most 100,000. */
  run(): Promise<number> {
    return removeExpired(this.store, this.store.creations, ({ expiresAt }) => expiresAt, this.clock.now());
  }
}
