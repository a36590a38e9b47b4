/** How often a suite repeats itself; `npm run test:faults` raises it, as it does what follows from it. */
export const ROUNDS = Math.max(1, Number(process.env.FAULT_ROUNDS ?? 1));

/** Whether this is `npm run test:faults`, where what takes minutes may. */
export const IS_THOROUGH = ROUNDS > 1;

/** Rounds of each race: 2, and 100 under `npm run test:faults`. */
export const RACE_ROUNDS = IS_THOROUGH ? 20 * ROUNDS : 2;
