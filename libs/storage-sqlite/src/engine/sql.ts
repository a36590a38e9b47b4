import type { SQLOutputValue } from 'node:sqlite';

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

/** A row as the values of its columns. */
export type SqlList = readonly SQLOutputValue[];

/** The value of a column that is declared as TEXT NOT NULL. */
export function text(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('a text column holds no text');
}

/** The value of a column that is declared as TEXT. */
export function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null ? null : text(value);
}

/** The value of a column that is declared as BLOB NOT NULL. */
export function blob(value: SQLOutputValue | undefined): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError('a blob column holds no bytes');
}

/** The value of a column that is declared as INTEGER NOT NULL. At most Number.MAX_SAFE_INTEGER. */
export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value;
  throw new TypeError('an integer column holds no integer');
}
