/** The process lives this much later than its machine: what times out need not be waited for. */
let ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);

const real = Date.now;
Date.now = () => real() + ahead;

/** Moves its time on by `ms`. */
export function later(ms: number): void {
  ahead += ms;
}
