import { StoredFormat } from '#kernel';

/** Attempts within one window of fixed length. The first attempt starts the window. */
export interface AttemptWindow {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface NetworkAttempts extends AttemptWindow {
  /** base64url keyed hash of the account and the network. */
  readonly network: string;
  /** Until when the network counts as known, in milliseconds since 1970. 0: the account never logged in from it. */
  readonly knownUntil: number;
}

/** Wrong codes of second factors in a row. */
export interface WrongCodes {
  readonly count: number;
  /** When the last one was counted, in milliseconds since 1970. 0: none was. */
  readonly lastAt: number;
}

/** The wrong codes of an account since its last right one. */
export interface CodeRun {
  /** base64url keyed hash of the account. A new account with the same name begins without a run. */
  readonly account: string;
  /** From networks that the account knows. */
  readonly known: WrongCodes;
  /** From all other networks. */
  readonly strangers: WrongCodes;
}

/** The attempts on one name, whether or not an account has the name. One document, changed by compare-and-set. */
export interface Lockout {
  /** base64url keyed hash of the name. */
  readonly id: string;
  /** Networks that are known or within their window. All others are dropped, which bounds the list. */
  readonly networks: readonly NetworkAttempts[];
  /** The attempts from all networks that are not known. */
  readonly total: AttemptWindow;
  /** Attempts that were refused unchecked. They are counted so that a refused attempt costs a write as well [R13]. */
  readonly refused: number;
  /** Null: no wrong code since the last right one. */
  readonly codeRun: CodeRun | null;
  /** When the document can be removed: no window is open, no network is known, no run is kept. Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** How lockouts are stored, in every store alike. */
export const LOCKOUT_FORMAT = new StoredFormat<Lockout>({ codeRun: null });
