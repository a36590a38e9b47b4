/** What SQLite stores here: no booleans, no dates. */
export type SqlValue = string | number | null;

/** One prepared statement, run once for each of `rows`, in order. */
export interface Step {
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
  /** The first row's run must change something; otherwise the whole job is undone and answered with `stopped`. */
  readonly needsChange?: boolean;
}

/** Steps that take effect together or not at all. `slot` is the job's place in the shared states. */
export interface Job {
  readonly slot: number;
  readonly steps: readonly Step[];
}

/**
 * `done`: durable. `stopped` and `taken` (a unique key belongs to another row): undone, for good. `unavailable`: not
 * made, for good. `unknown`: it may be there after a crash. `failed`: refused by SQLite as wrong; a defect of ours.
 */
export type JobOutcome = 'done' | 'stopped' | 'taken' | 'unavailable' | 'unknown' | 'failed';

export interface Answer {
  readonly slot: number;
  readonly outcome: JobOutcome;
  readonly reason?: string;
}

export type ToWriter = Job | { readonly close: true };

export type FromWriter =
  | { readonly ready: true }
  | { readonly refused: string }
  /** The store's format is newer than the last migration leads to. */
  | { readonly newer: number }
  | { readonly answers: readonly Answer[] };

/** The states of a job's slot. Each moves by compare-and-set, so a job is begun or withdrawn and never both. */
export interface SlotStates {
  readonly queued: number;
  readonly begun: number;
  readonly withdrawn: number;
}

/** What the writer thread is started with. */
export interface WriterData<Port> {
  readonly file: string;
  /** `migrations[n]` leads from store format n to n + 1. */
  readonly migrations: readonly string[];
  /** How long another process's write transaction is waited for, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** How long after a commit the log is emptied into the file, in milliseconds. */
  readonly emptyLogMs: number;
  /** Jobs that share one commit, at most. */
  readonly groupLimit: number;
  readonly slots: SharedArrayBuffer;
  readonly states: SlotStates;
  readonly port: Port;
}
