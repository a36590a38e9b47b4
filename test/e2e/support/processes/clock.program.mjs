/** The built api under a clock that a test moves on: each SIGUSR2 is six minutes, told on a line of the output. */
const SIX_MINUTES_MS = 360_000;
const real = Date.now;
let ahead = 0;
Date.now = () => real() + ahead;
process.on('SIGUSR2', () => {
  ahead += SIX_MINUTES_MS;
  process.stdout.write('Six minutes later\n');
});
await import('../../../dist/apps/api/src/main.js');
