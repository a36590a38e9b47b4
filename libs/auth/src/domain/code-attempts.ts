import { emptyRun, endOfRun, waitAfter } from './code-run.js';
import type { CodeRun, Lockout, WrongCodes } from './lockout.js';
import { giveBack, type LockoutRules, type Reservation, type Reserved, reserve } from './lockout-rules.js';

/** Where wrong codes are counted: those of networks that the account knows apart from all others. */
type Lane = 'known' | 'strangers';

/** The counted attempt at a code. It is needed to take the attempt back. */
export interface CodeReservation extends Reservation {
  readonly lane: Lane;
  readonly before: WrongCodes;
  readonly counted: WrongCodes;
}

export interface ReservedCode extends Omit<Reserved, 'lockout' | 'reservation'> {
  readonly lockout: Lockout | null;
  /** Null: refused. */
  readonly reservation: CodeReservation | null;
  /** Milliseconds until a code may be tried from this network. 0: now. Infinity: not before the run was ended. */
  readonly waitMs: number;
}

/**
 * Counts an attempt at a code before it is checked, or refuses it: by the rules of `reserve`, and by the run of wrong
 * codes of the account, which no window ends. `account`: keyed hash of the account's id.
 */
export function reserveCode(
  before: Lockout | null,
  { id, network, account }: { readonly id: string; readonly network: string; readonly account: string },
  rules: LockoutRules,
  now: number,
): ReservedCode {
  const reserved = reserve(before, id, network, rules, now);
  const lane = reserved.isFromKnown ? 'known' : 'strangers';
  const run = runOf(before, account);
  const waitMs = waitAfter(run[lane], now);
  if (waitMs > 0) return { ...reserved, lockout: before, reservation: null, waitMs };
  if (!reserved.reservation) return { ...reserved, reservation: null, waitMs };
  const counted = { count: run[lane].count + 1, lastAt: now };
  const reservation = { ...reserved.reservation, lane, before: run[lane], counted } as const;
  return { ...reserved, lockout: withRun(reserved.lockout, { ...run, [lane]: counted }), reservation, waitMs };
}

/**
 * Takes back an attempt at a code. `endsRun`: it was right, and so ends the run of wrong codes. Otherwise only this
 * attempt is no longer counted. If others were counted since, the time of the last one stays.
 */
export function giveCodeBack(
  lockout: Lockout,
  reservation: CodeReservation,
  endsRun: boolean,
  rules: LockoutRules,
  now: number,
): Lockout {
  const returned = giveBack(lockout, reservation, rules, now);
  const run = returned.codeRun;
  if (!run || endsRun) return { ...returned, codeRun: null };
  const { lane, before, counted } = reservation;
  const present = run[lane];
  const isLast = present.lastAt === counted.lastAt && present.count === counted.count;
  const left = isLast ? before : { ...present, count: Math.max(0, present.count - 1) };
  return { ...returned, codeRun: { ...run, [lane]: left } };
}

function runOf(lockout: Lockout | null, account: string): CodeRun {
  const run = lockout?.codeRun;
  return run?.account === account ? run : emptyRun(account);
}

function withRun(lockout: Lockout, codeRun: CodeRun): Lockout {
  return { ...lockout, codeRun, expiresAt: Math.max(lockout.expiresAt, endOfRun(codeRun)) };
}
