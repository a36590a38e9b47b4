import type { HeadKey, SignedHead } from './signed-head.js';

/** So many keys sign at the same time at most. Verifiers take 16 signatures, and those of witnesses are among them. */
const MOST_SIGNING = 4;

/** Whether a further key may begin to sign at `now`, in milliseconds since 1970. */
export function mayBegin({ keys }: SignedHead, now: number): boolean {
  return keys.filter(({ until }) => until === null || until > now).length < MOST_SIGNING;
}

/** The head with `key` as its newest key. Those that had no end sign beside it until `until`, in milliseconds since 1970. */
export function withKey(head: SignedHead, key: Omit<HeadKey, 'until'>, until: number): SignedHead {
  const earlier = head.keys.map((one) => ({ ...one, until: one.until ?? until }));
  return { ...head, keys: [...earlier, { ...key, until: null }] };
}
