/** How often a suite repeats its tests. `npm run test:faults` raises it and the numbers that depend on it. */
export const ROUNDS = Math.max(1, Number(process.env.FAULT_ROUNDS ?? 1));

/** True under `npm run test:faults`, where a test may take minutes. */
export const IS_THOROUGH = ROUNDS > 1;

/** Rounds of each race: 2, and 100 under `npm run test:faults`. */
export const RACE_ROUNDS = IS_THOROUGH ? 20 * ROUNDS : 2;
