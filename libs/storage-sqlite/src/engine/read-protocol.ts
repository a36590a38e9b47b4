import type { SQLOutputValue } from 'node:sqlite';
import type { SqlValue } from './write-protocol.js';

/** One statement for the reading thread. It runs to its end at once. */
export interface ReadJob {
  readonly id: number;
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export type ToReader = ReadJob | { readonly close: true };

export interface ReadAnswer {
  readonly id: number;
  readonly rows?: readonly Record<string, SQLOutputValue>[];
  /** Why there are no rows. */
  readonly failed?: string;
}

/** The data that the reading thread starts with. */
export interface ReaderData<Port> {
  readonly file: string;
  /** How long to wait for a lock, in milliseconds. */
  readonly busyTimeoutMs: number;
  readonly port: Port;
}
