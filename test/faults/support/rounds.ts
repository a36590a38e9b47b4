/** How often a suite repeats itself; `npm run test:faults` raises it. */
export const ROUNDS = Math.max(1, Number(process.env.FAULT_ROUNDS ?? 1));
