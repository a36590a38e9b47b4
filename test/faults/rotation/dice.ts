import { randomInt } from 'node:crypto';
import { Dice } from '../../factories/dice.js';

/** A run prints its seed. FAULT_SEED repeats that run. */
const SEED = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));

export function printedDice(): Dice {
  process.stdout.write(`FAULT_SEED=${SEED}\n`);
  return new Dice(SEED);
}
