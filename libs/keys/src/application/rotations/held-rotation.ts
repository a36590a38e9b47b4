import { type Clock, CofferError, newId, PeriodicJobs, type Stored } from '#kernel';
import type { Rotation } from '../../domain/rotation.js';
import type { RotationStore } from '../../ports/rotation.store.js';

/** How long a rotation stays in the hands of a process that has died, in milliseconds. */
export const LEASE_MS = 10_000;
const RENEW_MS = 3_000;

/** Somebody else has the rotation by now, or changed it: whoever holds it goes on from what is stored. */
export class RotationLost extends CofferError {
  override readonly name = 'RotationLost';

  constructor() {
    super('conflict', 'The rotation went on elsewhere.');
  }
}

/**
 * A rotation in this process's hands. Each save is a compare-and-set that renews the lease; between two saves a timer
 * does, so that a slow page is not taken for a death. After the first save that failed nothing more is saved.
 */
export class HeldRotation {
  private lost = false;
  private saving: Promise<unknown> = Promise.resolve();
  private readonly renewing: PeriodicJobs;

  private constructor(
    private readonly store: RotationStore,
    private readonly clock: Clock,
    private readonly worker: string,
    private present: Stored<Rotation>,
  ) {
    // The rotation as it is when the turn comes: a renewal undoes no save that is under way.
    const run = () => this.inTurn(() => this.rotation);
    this.renewing = new PeriodicJobs(clock, { lease: { everyMs: RENEW_MS, run } });
    this.renewing.start();
  }

  /** Null when somebody else took it first. */
  static async take(
    store: RotationStore,
    clock: Clock,
    worker: string,
    { revision, value }: Stored<Rotation>,
  ): Promise<HeldRotation | null> {
    const mine = { ...value, worker, workerUntil: clock.now() + LEASE_MS };
    if ((await store.rotations.replace(mine, revision, newId())) !== 'published') return null;
    return new HeldRotation(store, clock, worker, { revision: revision + 1, value: mine });
  }

  get rotation(): Rotation {
    return this.present.value;
  }

  /** Throws {@link RotationLost}, PartUnavailable or OutcomeUnknown: whichever it was, the rotation is let go of. */
  save(next: Rotation, requestId: string = newId()): Promise<void> {
    return this.inTurn(() => next, requestId);
  }

  /** Gives it back as `changed`, so that anyone may go on at once; at best: else the lease runs out. */
  async release(changed: Rotation = this.rotation): Promise<void> {
    await this.renewing.stop();
    await this.saving;
    await this.publish({ ...changed, worker: null, workerUntil: 0 }, newId()).catch(() => {});
  }

  private inTurn(next: () => Rotation, requestId: string = newId()): Promise<void> {
    const saved = this.saving.then(() => {
      const { worker, clock } = this;
      return this.publish({ ...next(), worker, workerUntil: clock.now() + LEASE_MS }, requestId);
    });
    this.saving = saved.catch(() => {});
    return saved;
  }

  private async publish(value: Rotation, requestId: string): Promise<void> {
    if (this.lost) throw new RotationLost();
    this.lost = true;
    const outcome = await this.store.rotations.replace(value, this.present.revision, requestId);
    if (outcome !== 'published') throw new RotationLost();
    this.present = { revision: this.present.revision + 1, value };
    this.lost = false;
  }
}
