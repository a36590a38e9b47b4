import type { SignedHead } from '../../ports/signing-head.js';

/** An origin that was opened within this time is not opened anew, in seconds: a command may be repeated. */
const JUST_OPENED_S = 3_600;
/** An epoch that is further ahead, in seconds, was opened by a clock that was wrong: nobody knows when. */
const AHEAD_S = 60;

/**
 * An epoch that was never opened. `last`: the highest that a head knows which may be of a backup. The epochs that were opened
 * after the backup are not counted, so the time in seconds takes the place of the number: a second restore of one backup opens
 * another epoch. `now`: milliseconds since 1970.
 */
export function unusedEpoch(last: number, now: number): number {
  return Math.max(last + 1, Math.floor(now / 1_000));
}

/**
 * Whether the origin of a head was opened a moment ago, by {@link unusedEpoch}, and nothing was signed under it. A head of size
 * 0 that is older may be of a backup: then something was signed under its origin since. The first origin is stored only when
 * something is signed under it.
 */
export function isJustOpened({ epoch, size }: Pick<SignedHead, 'epoch' | 'size'>, now: number): boolean {
  const age = Math.floor(now / 1_000) - epoch;
  return size === 0 && (epoch === 1 || (age < JUST_OPENED_S && age >= -AHEAD_S));
}
