/** The built api with a clock that a test moves: at each SIGUSR2 six minutes have passed, and it prints a line. */
const SIX_MINUTES_MS = 360_000;
const real = { wall: Date.now, monotonic: performance.now.bind(performance) };
let ahead = 0;
Date.now = () => real.wall() + ahead;
performance.now = () => real.monotonic() + ahead;
process.on('SIGUSR2', () => {
  ahead += SIX_MINUTES_MS;
  process.stdout.write('Six minutes later\n');
});
await import('../../../../dist/apps/api/src/main.js');
