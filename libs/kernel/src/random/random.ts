import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * The text of `bytes` random bytes, at most 8,192, each used once. They come from a pool, because filling 16 bytes costs as
 * much as filling thousands: for the ids and salts that each request needs. Do not make keys of them: the bytes of the pool
 * stay in memory until it is filled again.
 */
export function pooledRandom(bytes: number, encoding: 'hex' | 'base64url'): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString(encoding, used, used + bytes);
  used += bytes;
  return text;
}
