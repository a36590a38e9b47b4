import { join } from 'node:path';

const { PATH, HOME, JEST_WORKER_ID } = process.env;

/** The heap that `npm start` and the image give. For tests that measure memory. */
export const AS_SHIPPED: readonly string[] = ['--max-semi-space-size=8', '--max-old-space-size=768'];

/** The environment that the image and the unit give, for memory. */
export const ENVIRONMENT_AS_SHIPPED = { MALLOC_ARENA_MAX: '2' };

/** For all other tests: with more room for objects, a start spends a sixth less time on collecting them. */
export const ROOMY: readonly string[] = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--initial-heap-size=256',
  '--max-old-space-size=768',
  // Helper threads take more CPU than they save time: the other tests use all processors.
  '--single-threaded-gc',
];

/** For a server whose test is about what happens while a hash takes its time. */
export const HASHES_AS_CONFIGURED = { HASHES_AS_CONFIGURED: '1' };

/** For servers and commands on one store: see quick-hashes.mjs. What measures starts them without it. */
export const QUICK_HASHES: readonly string[] =
  JEST_WORKER_ID === undefined ? [] : ['--import', join(import.meta.dirname, 'quick-hashes.mjs')];

/**
 * The environment of every started program. Tests start hundreds of them, so all share one compile cache, and Node does not
 * look for symbolic links on the way to each module, which takes a tenth of a start.
 */
export const BASE = {
  PATH,
  HOME,
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../../dist.cache'),
  NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main',
};
