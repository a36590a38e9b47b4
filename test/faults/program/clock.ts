/** The process's clock starts this many milliseconds ahead of the machine's. */
const start = Number(process.env.CLOCK_AHEAD_MS ?? 0);

const real = { wall: Date.now, monotonic: performance.now.bind(performance) };
let passed = 0;
Date.now = () => real.wall() + start + passed;
performance.now = () => real.monotonic() + passed;

/** Lets `ms` milliseconds pass for the process, so tests need not wait for time-outs. */
export function later(ms: number): void {
  passed += ms;
}
