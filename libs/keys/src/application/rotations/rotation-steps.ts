import { Injectable } from '@nestjs/common';
import { Clock, isAhead } from '#kernel';
import { type KeyRing, retiredBelow } from '../../domain/key-ring.js';
import type { Rotation, RotationPhase } from '../../domain/rotation.js';
import { pageDone, passBegun, passOver } from '../../domain/rotation-course.js';
import { KeySettings } from '../../ports/key.settings.js';
import { MasterStillNeeded } from '../../ports/key-management.js';
import { RingDescriptors } from '../rings/ring-descriptors.js';
import type { HeldRotation } from './held-rotation.js';
import { RotationEndings } from './rotation-endings.js';
import { RotationPass } from './rotation-pass.js';
import { RotationPreparation } from './rotation-preparation.js';

/** A pass could not move everything. Another pass tries again later. */
export class PassIncomplete extends Error {
  override readonly name = 'PassIncomplete';

  constructor(failed: number) {
    super(`${failed} could not be moved to the new version`);
  }
}

/** How long a retirement or a destruction is put off each time while the clock is not settled, in milliseconds. */
const PUT_OFF_MS = 60_000;

type Step = (held: HeldRotation, ring: KeyRing) => Promise<void>;
/** What follows a pass that moved nothing and failed nowhere. `passed`: the rotation after the last page. */
type Ending = (held: HeldRotation, ring: KeyRing, passed: Rotation) => Promise<void>;

/** The step of each phase. Every step is bounded, is saved at its end, and may be repeated by any node [R60]. */
@Injectable()
export class RotationSteps {
  private readonly steps: Readonly<Record<RotationPhase, Step>> = {
    preparing: (held, ring) => this.preparation.run(held, ring),
    moving: this.passing((held, _, passed) => this.endings.complete(held, passed, this.settledAfter(this.clock.now()))),
    retiring: this.ifSettled(
      this.passing((held, _, passed) =>
        this.unlessEarly(held, passed, this.settledAfter(passed.finishedAt ?? this.clock.now()), () =>
          this.endings.retire(held, passed),
        ),
      ),
    ),
    retired: this.ifSettled(
      this.passing((held, ring, passed) =>
        this.unlessEarly(held, passed, this.destroyAt(ring, passed), () => this.endings.destroy(held, passed)),
      ),
    ),
    closed: async () => {},
  };

  constructor(
    private readonly descriptors: RingDescriptors,
    private readonly preparation: RotationPreparation,
    private readonly pass: RotationPass,
    private readonly endings: RotationEndings,
    private readonly settings: KeySettings,
    private readonly clock: Clock,
  ) {}

  /** Does the next step. Throws what store and keyring throw, and {@link PassIncomplete}. What was saved before stands. */
  async next(held: HeldRotation): Promise<void> {
    const ring = await this.descriptors.load(held.rotation.ring);
    if (!ring) return this.endings.cancel(held);
    await this.steps[held.rotation.phase](held, ring);
  }

  /**
   * A destroyed version never opens again: it waits while the time is in doubt [R104]. So does a retirement, because its time
   * decides when the version is destroyed.
   */
  private ifSettled(step: Step): Step {
    return (held, ring) => {
      if (this.clock.isSettled) return step(held, ring);
      return held.save(passOver(held.rotation, this.clock.now() + PUT_OFF_MS));
    };
  }

  private passing(ending: Ending): Step {
    return async (held, ring) => {
      const { rotation } = held;
      if (rotation.passStartedAt === null) {
        const total = await this.pass.estimate(rotation);
        return held.save(passBegun(rotation, total, this.clock.now()));
      }
      const page = await this.pass.page(rotation);
      const passed = pageDone(rotation, page);
      if (page.next !== null) return held.save(passed);
      const { failed } = passed.progress;
      if (failed === 0 && passed.passMoved === 0) return this.ended(held, passed, () => ending(held, ring, passed));
      await this.passAgain(held, passed);
      if (failed > 0) throw new PassIncomplete(failed);
    };
  }

  /** The ending, or another pass if the keyring got a wrap under an older version after this pass was there. */
  private async ended(held: HeldRotation, passed: Rotation, ending: () => Promise<void>): Promise<void> {
    try {
      await ending();
    } catch (error) {
      if (error instanceof MasterStillNeeded) await this.passAgain(held, passed);
      throw error;
    }
  }

  private passAgain(held: HeldRotation, passed: Rotation): Promise<void> {
    const now = this.clock.now();
    return held.save(passOver(passed, passed.state === 'running' ? now : this.settledAfter(now)));
  }

  /**
   * Ends the phase by `end`, unless the pass began before `at`: then another pass begins at `at`. The same for a pass that
   * began ahead of now: a clock that was ahead wrote that, and nobody knows when it began.
   */
  private unlessEarly(held: HeldRotation, passed: Rotation, at: number, end: () => Promise<void>): Promise<void> {
    const began = passed.passStartedAt ?? 0;
    return began >= at && !isAhead(began, this.clock.now()) ? end() : held.save(passOver(passed, at));
  }

  /**
   * From this time on, every write that began before `moved` has landed or never will. That includes an archive write of a
   * value that was read before it was sealed again.
   */
  private settledAfter(moved: number): number {
    return moved + this.settings.settleMs + 1;
  }

  /**
   * When the last of the retired versions may be destroyed: `destroyAfterMs` after its retirement. If a clock that was ahead
   * dated that, `finishedAt` counts instead: {@link MisdatedRotations} has set it to the time when it noticed. Versions are
   * retired after their successor was made, so a retirement that a clock behind dated counts from there.
   */
  private destroyAt(ring: KeyRing, { version, finishedAt }: Rotation): number {
    const now = this.clock.now();
    const successor = ring.versions.filter((one) => one.version === version).map(({ createdAt }) => createdAt);
    const retired = retiredBelow(ring, version).map(({ retiredAt }) => retiredAt ?? 0);
    const possible = [...successor, ...retired].filter((at) => !isAhead(at, now));
    return Math.max(Math.min(finishedAt ?? now, now), ...possible) + this.settings.destroyAfterMs;
  }
}
