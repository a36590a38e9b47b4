import type { LimitPurpose } from '#access';
import { networksAround } from '#kernel';

export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What one limit counts together. */
export interface Bucket {
  /** Names the limit to the client, in a RateLimit header. */
  readonly name: string;
  /** Who is counted, for example a block of addresses or the id of an account. */
  readonly of: string;
  /** How much is allowed in any window. */
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * How often AUTH_RATE_PER_MINUTE each network is allowed, in the order of `networksAround`. An IPv4 /24 has up to 256
 * customers, an IPv6 /56 or /48 one: they get more than one address, but less than all of their addresses together. An
 * IPv4 /16 is no one's, and has no limit.
 */
const ALLOWANCES = {
  ipv4: [null, ['network-24', 4], ['address', 1]],
  ipv6: [
    ['network-48', 4],
    ['network-56', 2],
    ['address', 1],
  ],
} as const;

/** The buckets of a request without a genuine token: one for each network around its address, the narrowest first. */
export function addressBuckets(purpose: LimitPurpose | 'docs', address: string, limit: number): [Bucket, ...Bucket[]] {
  const networks = networksAround(address);
  const bucketAt = (index: 0 | 1 | 2): Bucket[] => {
    const allowance = ALLOWANCES[address.includes(':') ? 'ipv6' : 'ipv4'][index];
    if (allowance === null) return [];
    const [width, times] = allowance;
    return [{ name: `${purpose}-${width}`, of: networks[index], limit: limit * times, windowMs: MINUTE_MS }];
  };
  const [narrow] = bucketAt(2);
  if (!narrow) throw new Error('every address has a limit');
  return [narrow, ...bucketAt(1), ...bucketAt(0)];
}

/** The bucket of a genuine token: it counts for its account, session or challenge, wherever the request comes from. */
export function holderBucket(purpose: LimitPurpose, holder: string, limit: number): Bucket {
  return { name: `${purpose}-token`, of: holder, limit, windowMs: MINUTE_MS };
}

export const ACCOUNT = 'account';

/** The bucket of everything that an account does. */
export function accountBucket(userId: string, limit: number): Bucket {
  return { name: ACCOUNT, of: userId, limit, windowMs: MINUTE_MS };
}

/** The bucket of the audit records that the requests of an account write. */
export function recordsBucket(userId: string, limit: number): Bucket {
  return { name: 'audit-records', of: userId, limit, windowMs: DAY_MS };
}
