import { StoredFormat } from '#kernel';

/** Attempts within one fixed window, which begins with the first of them. */
export interface AttemptWindow {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface NetworkAttempts extends AttemptWindow {
  /** base64url keyed hash of the account and the network. */
  readonly network: string;
  /** Until when the account counts as having logged in from here; 0: it has not. Milliseconds since 1970. */
  readonly knownUntil: number;
}

/** What was tried on one name, whether an account has it or not: one document, changed by compare-and-set. */
export interface Lockout {
  /** base64url keyed hash of the name. */
  readonly id: string;
  /** Bounded: networks that are neither known nor within their window are dropped. */
  readonly networks: readonly NetworkAttempts[];
  /** Over all networks that are not known. */
  readonly total: AttemptWindow;
  /** Attempts that were refused without being looked at: counted, so that each attempt changes something, locked or not. */
  readonly refused: number;
  /** When nothing of it matters any more: milliseconds since 1970. */
  readonly expiresAt: number;
}

/** How lockouts are stored, in every store alike. */
export const LOCKOUT_FORMAT = new StoredFormat<Lockout>();
