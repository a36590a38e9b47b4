import { setTimeout as pause } from 'node:timers/promises';
import { StartFailed } from '../../e2e/support/processes/server.js';
import type { Fault } from '../program/fault.js';
import { Trail } from '../support/trail.js';
import type { Boundary } from './boundaries.js';
import type { RotationTrial } from './rotation-trial.js';

/** In the time of the servers: what is left open for longer than 10 minutes is settled as `unknown`. */
const SETTLES_EACH_MS = 360_000;
/** Until time moves on, where a boundary was not reached by then; and for how long in all. */
const MOVES_ON_MS = 1_000;
const REACHED_WITHIN_MS = 240_000;

const NO_ROTATIONS: Fault = { at: 'RotationStore.due', when: 'before', how: 'fail' };

/** Ends the servers of a trial, in the middle of its rotations. */
export class Kills {
  private settledAtMs = 0;

  constructor(private readonly rotations: RotationTrial) {}

  /** The next process ends there. */
  async endAt(boundary: Boundary): Promise<void> {
    if (this.rotations.ahead - this.settledAtMs > SETTLES_EACH_MS) await this.settle();
    try {
      await this.rotations.start({ ...boundary, how: 'kill' });
    } catch (error) {
      if (!(error instanceof StartFailed) || error.exitCode !== null) throw error;
      // It came to it before it listened.
      return this.trial.died(0);
    }
    // It looks by itself too, and may be gone by now.
    await this.trial.server.rotate().catch(() => {});
    await this.expectDead(boundary);
  }

  /** What is asked for is the last that the process does. */
  async endIn(fault: Boundary, path: string): Promise<void> {
    await this.trial.server.arm({ ...fault, how: 'kill' });
    await this.trial.admin.post(path).catch(() => {});
    await this.expectDead(fault);
  }

  /** Ends the process after so many milliseconds under load. */
  async killAfter(ms: number): Promise<void> {
    await pause(ms);
    await this.trial.server.kill();
    await this.rotations.load.rest();
    this.trial.died(0);
  }

  /** Processes that die young settle nothing: one lives until nothing is left open, and leaves rotations alone. */
  private async settle(): Promise<void> {
    await this.rotations.start(NO_ROTATIONS);
    await Trail.settled(this.trial.admin);
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
