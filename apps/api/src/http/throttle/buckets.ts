import type { LimitPurpose } from '#access';
import { networksAround } from '#kernel';

const MINUTE_MS = 60_000;
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

/** The limit of one of the networks around an address. */
interface Allowance {
  readonly width: string;
  /** Its place in `networksAround`. */
  readonly index: 0 | 1 | 2;
  /** How often AUTH_RATE_PER_MINUTE it is allowed. */
  readonly times: number;
}

/**
 * The narrowest network first. An IPv4 /24 has up to 256 customers, an IPv6 /56 or /48 one: they get more than one
 * address, but less than all of their addresses together. An IPv4 /16 is no one's, and has no limit.
 */
const ALLOWANCES: Readonly<Record<'ipv4' | 'ipv6', readonly [Allowance, ...Allowance[]]>> = {
  ipv4: [
    { width: 'address', index: 2, times: 1 },
    { width: 'network-24', index: 1, times: 4 },
  ],
  ipv6: [
    { width: 'address', index: 2, times: 1 },
    { width: 'network-56', index: 1, times: 2 },
    { width: 'network-48', index: 0, times: 4 },
  ],
};

/**
 * The buckets of a request without a genuine token: one for each network around its address, the narrowest first. All
 * unknown addresses together count as one address.
 */
export function addressBuckets(
  purpose: LimitPurpose | 'docs' | 'key' | 'share',
  address: string | null,
  limit: number,
): [Bucket, ...Bucket[]] {
  const networks = networksAround(address);
  const bucketOf = ({ width, index, times }: Allowance): Bucket => {
    return { name: `${purpose}-${width}`, of: networks[index], limit: limit * times, windowMs: MINUTE_MS };
  };
  const [narrowest, ...wider] = ALLOWANCES[address?.includes(':') ? 'ipv6' : 'ipv4'];
  return [bucketOf(narrowest), ...wider.map(bucketOf)];
}

/** The bucket of a genuine token: it counts for its account, session or challenge, wherever the request comes from. */
export function holderBucket(purpose: LimitPurpose, holder: string, limit: number): Bucket {
  return { name: `${purpose}-token`, of: holder, limit, windowMs: MINUTE_MS };
}

/** The bucket of everything that an account does. */
export function accountBucket(userId: string, limit: number): Bucket {
  return { name: 'account', of: userId, limit, windowMs: MINUTE_MS };
}

/** The bucket of the audit records that the requests of an account write. */
export function recordsBucket(userId: string, limit: number): Bucket {
  return { name: 'audit-records', of: userId, limit, windowMs: DAY_MS };
}
