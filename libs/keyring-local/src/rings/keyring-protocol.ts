import type { SlotStates } from '#kernel';

/** The values that the keyring keeps in SQLite. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One prepared statement of a job. */
export interface Step {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  /** If true and nothing changes, the whole job is undone and answered with `stopped`. */
  readonly needsChange?: boolean;
  /** If true, the column `wrap` of its rows holds wraps that this job deletes or replaces. */
  readonly erases?: boolean;
}

/** `read`: one query. `write`: steps that take effect together or not at all. `rewrite`: see {@link RingDatabase}. */
export type JobKind =
  | { readonly kind: 'read'; readonly step: Step }
  | { readonly kind: 'write'; readonly steps: readonly Step[] }
  | { readonly kind: 'rewrite' };

export type Job = JobKind & { readonly slot: number };

/**
 * `done`: a write is durable; `rows` are those of a read, `changes` those of each step of a write. `stopped`: undone for
 * good. `unavailable`: not made. `unknown`: the commit failed, so that the write may exist after a crash.
 */
export interface Answer {
  readonly slot: number;
  readonly outcome: 'done' | 'stopped' | 'unavailable' | 'unknown';
  readonly rows?: readonly SqlRow[];
  readonly changes?: readonly number[];
  readonly reason?: string;
}

export type ToThread = Job | { readonly close: true };

/** Why the thread cannot open the keyring. */
export interface Refused {
  readonly refused: 'in use' | 'newer' | 'unusable';
  readonly reason: string;
}

export type FromThread = { readonly ready: true } | Refused | { readonly answers: readonly Answer[] };

/** The data that the thread starts with. */
export interface ThreadData<Port> {
  readonly file: string;
  /** `schemas[n]` leads from schema version n to n + 1. */
  readonly schemas: readonly string[];
  readonly slots: SharedArrayBuffer;
  readonly states: SlotStates;
  readonly port: Port;
}
