/** The built api with a clock that a test moves: each SIGUSR2 adds six minutes and prints a line. */
const SIX_MINUTES_MS = 360_000;
const real = Date.now;
let ahead = 0;
Date.now = () => real() + ahead;
process.on('SIGUSR2', () => {
  ahead += SIX_MINUTES_MS;
  process.stdout.write('Six minutes later\n');
});
await import('../../../../dist/apps/api/src/main.js');
