import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * `size` random bytes, at most 8,192, each returned once. They come from a pool, because filling 16 bytes costs as much
 * as filling thousands: for the ids and salts that each request needs. Do not make keys of them: the bytes of the pool
 * stay in memory until they are returned.
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
