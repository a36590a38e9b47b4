import type { SQLOutputValue } from 'node:sqlite';
import type { SlotStates } from '#kernel';
import type { SqlValue } from './write-protocol.js';

/** One statement for the reading thread. It runs to its end at once. */
export interface Read {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export type ReadJob = Read & { readonly slot: number };

export type ToReader = ReadJob | { readonly close: true };

export interface ReadAnswer {
  readonly slot: number;
  readonly rows?: readonly Record<string, SQLOutputValue>[];
  /** Why there are no rows. Absent with them: the read was withdrawn before it was begun. */
  readonly failed?: string;
}

export interface FromReader {
  readonly answers: readonly ReadAnswer[];
}

/** The data that the reading thread starts with. */
export interface ReaderData<Port> {
  readonly file: string;
  /** How long to wait for a lock, in milliseconds. */
  readonly busyTimeoutMs: number;
  readonly slots: SharedArrayBuffer;
  readonly states: SlotStates;
  readonly port: Port;
}
