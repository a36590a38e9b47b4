/** The process's clock runs this many milliseconds ahead of the machine's, so tests need not wait for time-outs. */
let ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);

const real = Date.now;
Date.now = () => real() + ahead;

/** Moves the process's clock ahead by `ms` milliseconds. */
export function later(ms: number): void {
  ahead += ms;
}
