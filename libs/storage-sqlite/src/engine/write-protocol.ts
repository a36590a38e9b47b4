import type { SlotStates } from '#kernel';

/** The values that we store in SQLite: no booleans, no dates. */
export type SqlValue = string | number | Uint8Array<ArrayBuffer> | null;

/** One prepared statement. It runs once for each of `rows`, in order. */
export interface Step {
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
  /** If true and the first row changes nothing, the whole job is undone and answered with `stopped`. */
  readonly needsChange?: boolean;
}

/** Steps that take effect together or not at all. `slot` is the job's index in the shared states. */
export interface Job {
  readonly slot: number;
  readonly steps: readonly Step[];
}

/**
 * `done`: durable. `stopped`: undone for good. `taken`: undone for good, since a unique key belongs to another row.
 * `unavailable`: not made, for good. `unknown`: may exist after a crash. `failed`: SQLite refused the statement as
 * wrong, a defect of ours.
 */
export type JobOutcome = 'done' | 'stopped' | 'taken' | 'unavailable' | 'unknown' | 'failed';

export interface Answer {
  readonly slot: number;
  readonly outcome: JobOutcome;
  readonly reason?: string;
}

export type ToWriter = Job | { readonly close: true };

export interface MigrationNotice {
  readonly from: number;
}

export type FromWriter =
  | { readonly ready: true }
  /** Before it migrates a store that has the format `from`. */
  | { readonly notice: MigrationNotice }
  | { readonly refused: string }
  /** The store's format is newer than the last migration leads to. */
  | { readonly newer: number }
  | { readonly answers: readonly Answer[] };

/** The data that the writer thread starts with. */
export interface WriterData<Port> {
  readonly file: string;
  /** `migrations[n]` leads from store format n to n + 1. */
  readonly migrations: readonly string[];
  /** How long to wait for another process's write transaction, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Milliseconds from a commit until the log is emptied into the file. */
  readonly emptyLogMs: number;
  /** Milliseconds from the beginning of a group in which the others run again without a job that failed. */
  readonly againMs: number;
  /** The most jobs that share one commit. */
  readonly groupLimit: number;
  readonly slots: SharedArrayBuffer;
  readonly states: SlotStates;
  readonly port: Port;
}
