import { type Clock, CofferError, newId, PeriodicJobs, type Stored } from '#kernel';
import type { Rotation } from '../../domain/rotation.js';
import type { RotationStore } from '../../ports/rotation.store.js';

/** How long a rotation stays with a process that has died, in milliseconds. */
export const LEASE_MS = 10_000;
/** How often the lease is renewed, in milliseconds. */
const RENEW_MS = 3_000;

/** Another process has taken or changed the rotation. It continues from what is stored. */
export class RotationLost extends CofferError {
  override readonly name = 'RotationLost';

  constructor() {
    super('conflict', 'The rotation went on elsewhere.');
  }
}

/**
 * A rotation that this process holds by a lease. Each save is one compare-and-set that also renews the lease. Between two
 * saves a periodic job renews it, so that a slow page does not look like a dead process. After the first save that
 * failed, nothing more is saved. Not changeDocument: a lost race means that the lease is lost, and nothing is tried again.
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

  /** Takes the rotation for `worker`. Null: another process took it first. */
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

  /** Throws {@link RotationLost}, PartUnavailable or OutcomeUnknown. After each of them the rotation is no longer held. */
  save(next: Rotation, requestId: string = newId()): Promise<void> {
    return this.inTurn(() => next, requestId);
  }

  /** Gives the rotation back, so that any process may continue at once. Best effort: if it fails, the lease runs out. */
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
