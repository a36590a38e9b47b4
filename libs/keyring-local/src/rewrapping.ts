import type { DatabaseSync } from 'node:sqlite';
import { CannotOpen, type Rewrapped, unwrapKey, wrapKey } from '#keys';
import type { MasterFile } from './master-file.js';
import { raiseRevision, type WrapRow, wrapsOf } from './ring-rows.js';

/**
 * Re-wraps rings inside the caller's transaction. All wraps of a ring are opened and made again before one of them is
 * written. A ring that does not open is not changed. Returns the old wraps, too.
 */
export function rewrapRings(
  database: DatabaseSync,
  master: MasterFile,
  rings: readonly string[],
): Rewrapped & { readonly replaced: readonly Uint8Array[] } {
  let moved = 0;
  const replaced: Uint8Array[] = [];
  const failed: string[] = [];
  for (const ring of new Set(rings)) {
    const stale = wrapsOf(database, ring).filter(({ wrappedUnder }) => wrappedUnder < master.newest.version);
    const renewed = renewAll(master, ring, stale);
    if (!renewed) failed.push(ring);
    else if (renewed.length > 0) {
      replaceWraps(database, ring, renewed);
      replaced.push(...stale.map(({ wrap }) => wrap));
    }
    moved += renewed?.length ?? 0;
  }
  return { moved, failed, replaced };
}

/** Null if one of them does not open. */
function renewAll(master: MasterFile, ring: string, stale: readonly WrapRow[]): WrapRow[] | null {
  try {
    return stale.map((row) => renew(master, ring, row));
  } catch (error) {
    if (error instanceof CannotOpen) return null;
    throw error;
  }
}

/** Makes the new wrap, opens it and compares it with the old one [R60]. */
function renew({ keys, newest }: MasterFile, ring: string, row: WrapRow): WrapRow {
  const { version } = row;
  const old = keys.get(row.wrappedUnder);
  if (!old) throw new CannotOpen();
  const key = unwrapKey(old, { ring, version, masterVersion: row.wrappedUnder }, row.wrap);
  const context = { ring, version, masterVersion: newest.version };
  const raw = key.export();
  try {
    const wrap = wrapKey(newest.key, context, raw);
    // OpenSSL compares the keys in constant time, so that no copy of either is made.
    if (!unwrapKey(newest.key, context, wrap).equals(key)) throw new CannotOpen();
    return { version, wrappedUnder: newest.version, wrap };
  } finally {
    raw.fill(0);
  }
}

function replaceWraps(database: DatabaseSync, ring: string, rows: readonly WrapRow[]): void {
  const one = database.prepare('UPDATE wraps SET wrapped_under = ?, wrap = ? WHERE ring = ? AND version = ?');
  for (const { version, wrappedUnder, wrap } of rows) one.run(wrappedUnder, wrap, ring, version);
  raiseRevision(database, ring);
}
