import type { PassphraseCosts } from '../passphrase.js';

/** The lowest costs that Argon2 takes, for passphrases of tests: 1 ms and 1 MiB each. */
export const QUICK_COSTS: PassphraseCosts = { memory_kib: 1_024, iterations: 2, parallelism: 1 };
