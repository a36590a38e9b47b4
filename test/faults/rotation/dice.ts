import { randomInt } from 'node:crypto';

/** A run prints its seed. FAULT_SEED repeats that run. */
const SEED = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));

/** Random numbers that a seed repeats. */
export class Dice {
  private state = SEED;

  constructor() {
    process.stdout.write(`FAULT_SEED=${SEED}\n`);
  }

  /** From 0 to less than `below`, by a linear congruential generator (Numerical Recipes). */
  next(below: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }
}
