/**
 * The built api under a wall clock that is wrong. CLOCK_START_MS: how far it is ahead at the start (behind: negative).
 * Each SIGUSR2 lets it jump by CLOCK_JUMP_MS, and the next one back; then it prints a line. Only the wall clock jumps:
 * what the process measures as passed time goes on. Timers of half a minute or more run 60 times as fast, so that each
 * periodic job runs within seconds.
 */
const { CLOCK_START_MS = '0', CLOCK_JUMP_MS = '0' } = process.env;
const LONG_MS = 30_000;
const SPEED = 60;

const real = { now: Date.now, setTimeout: globalThis.setTimeout };
const start = Number(CLOCK_START_MS);
let jump = 0;
Date.now = () => real.now() + start + jump;
globalThis.setTimeout = Object.assign(
  (run, ms, ...rest) => real.setTimeout(run, ms >= LONG_MS ? ms / SPEED : ms, ...rest),
  real.setTimeout,
);
process.on('SIGUSR2', () => {
  jump = jump === 0 ? Number(CLOCK_JUMP_MS) : 0;
  process.stdout.write('The clock jumped\n');
});
await import('../../../../dist/apps/api/src/main.js');
