import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * `size` random bytes (at most 8,192), each given out once, from a pool that is filled at once: for ids and salts on the
 * way of each request, since a call for 16 bytes costs as much as one for thousands. Keys are never made of them: what
 * is still to be given out lies in memory.
 */
export function pooledRandom(size: number): Buffer {
  if (used + size > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + size));
  used += size;
  return bytes;
}
