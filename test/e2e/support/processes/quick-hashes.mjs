/**
 * With --import: Argon2id with the memory cost that `QUICK` of `pairs.ts` configures takes as little as it can. A hash of
 * 19 MiB takes 30 ms of CPU, and the tests check thousands. Everything around it stays as it is, such as the costs that a
 * stored hash names. HASHES_AS_CONFIGURED=1 leaves hashes alone, too.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Of `QUICK`. No store that another build or another configuration has written names these costs. */
const MARKED_KIB = 19_457;
const LEAST = { m: 8, t: 1 };

if (isMainThread && process.env.HASHES_AS_CONFIGURED !== '1') {
  const require = createRequire(import.meta.url);
  const place = require.resolve('argon2');
  // The package takes the function from its native module as it is loaded, later than this.
  const native = createRequire(place)('node-gyp-build')(dirname(place));
  const { hash } = native;
  native.hash = (costs) => hash(costs.m === MARKED_KIB ? { ...costs, ...LEAST } : costs);
}
