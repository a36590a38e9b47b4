import type { Documents, Stored } from '#kernel';
import type { Rotation } from '../domain/rotation.js';

/** Keeps rotations. `slotOf` is a unique key: an insert is `taken` if a rotation of the ring already runs. */
export abstract class RotationStore {
  abstract readonly rotations: Documents<Rotation>;

  /** The running rotation of `ring`; null: none runs. */
  abstract running(ring: string): Promise<Stored<Rotation> | null>;

  /**
   * At most `limit` rotations whose next step is due (`nextAt` <= `now`) and which no process holds (`workerUntil` <=
   * `now`). The one that has been due longest comes first.
   */
  abstract due(now: number, limit: number): Promise<Stored<Rotation>[]>;

  /**
   * At most `limit` rotations that wait for a time that is too late: one that runs for a step after `soon`, any other one
   * for a step after `later`, or one that a process holds until after `soon`. A clock that was ahead wrote that time.
   */
  abstract misdated(soon: number, later: number, limit: number): Promise<Stored<Rotation>[]>;
}
