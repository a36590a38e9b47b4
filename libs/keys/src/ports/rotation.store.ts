import type { Documents, Stored } from '#kernel';
import type { Rotation } from '../domain/rotation.js';

/** Rotations. `slotOf` is unique: `taken` when the ring has one running already. */
export abstract class RotationStore {
  abstract readonly rotations: Documents<Rotation>;

  /** The one of `ring` that runs; null when none does. */
  abstract running(ring: string): Promise<Stored<Rotation> | null>;

  /** Those with `nextAt` <= `now` and a worker's time that is over (`workerUntil` <= `now`), soonest first. */
  abstract due(now: number, limit: number): Promise<Stored<Rotation>[]>;
}
