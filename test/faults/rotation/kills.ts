import { setTimeout as pause } from 'node:timers/promises';
import { StartFailed } from '../../e2e/support/processes/server.js';
import type { Fault } from '../program/fault.js';
import { Trail } from '../support/trail.js';
import type { Boundary } from './boundaries.js';
import type { RotationTrial } from './rotation-trial.js';

/** Milliseconds of the servers' clock. An intent that is open for over 10 minutes is settled as `unknown`. */
const SETTLES_EACH_MS = 360_000;
/** Milliseconds after which the clock is moved ahead if the boundary was not reached, and the limit in all. */
const MOVES_ON_MS = 1_000;
const REACHED_WITHIN_MS = 600_000;

const NO_ROTATIONS: Fault = { at: 'RotationStore.due', when: 'before', how: 'fail' };

/** Kills the servers of a trial in the middle of rotations. */
export class Kills {
  private settledAtMs = 0;

  constructor(private readonly rotations: RotationTrial) {}

  /** Kills the next process at this boundary. */
  async endAt(boundary: Boundary): Promise<void> {
    if (this.rotations.ahead - this.settledAtMs > SETTLES_EACH_MS) await this.settle();
    try {
      await this.rotations.start({ ...boundary, how: 'kill' });
    } catch (error) {
      if (!(error instanceof StartFailed) || error.exitCode !== null) throw error;
      // It reached the boundary before it listened.
      return this.trial.died(0);
    }
    // The server also looks for due rotations by itself, and may have ended already.
    await this.trial.server.rotate().catch(() => {});
    await this.expectDead(boundary);
  }

  /** Kills the process during this request. */
  async endIn(fault: Boundary, path: string): Promise<void> {
    await this.trial.server.arm({ ...fault, how: 'kill' });
    await this.trial.admin.post(path).catch(() => {});
    await this.expectDead(fault);
  }

  /** Kills the process after `ms` milliseconds under load. */
  async killAfter(ms: number): Promise<void> {
    await pause(ms);
    await this.trial.server.kill();
    await this.rotations.load.rest();
    this.trial.died(0);
  }

  /**
   * Short-lived processes settle nothing, so this one runs without rotations until no intent is open. The destruction of a
   * key may stay open: it is settled only after a rotation has removed the versions from the keyring.
   */
  private async settle(): Promise<void> {
    await this.rotations.start(NO_ROTATIONS);
    await Trail.settled(this.trial.admin, ({ action }) => action === 'key:destroy');
    this.settledAtMs = this.rotations.ahead;
    await this.rotations.stop();
  }

  private async expectDead(boundary: Boundary): Promise<void> {
    const death = this.trial.server.died().then(() => true);
    const end = performance.now() + REACHED_WITHIN_MS;
    let died = false;
    while (!died && performance.now() < end) {
      died = await Promise.race([death, pause(MOVES_ON_MS, false)]);
      if (!died) await this.rotations.moveOn().catch(() => {});
    }
    await this.rotations.load.rest();
    expect({ boundary, died }).toEqual({ boundary, died: true });
    this.trial.died(0);
  }

  private get trial() {
    return this.rotations.trial;
  }
}
