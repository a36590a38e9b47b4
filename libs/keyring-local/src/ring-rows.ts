import type { DatabaseSync } from 'node:sqlite';
import { newKeyBytes, type RingWraps, wrapKey } from '#keys';
import type { NewestMaster } from './master-file-format.js';

interface RingRow {
  readonly revision: number;
  readonly shredded: number;
}

/** One stored version of a ring. */
export interface WrapRow {
  readonly version: number;
  readonly wrappedUnder: number;
  readonly wrap: Uint8Array;
}

/** The row of a ring. A tombstone has one, too. */
export function rowOf(database: DatabaseSync, ring: string): RingRow | null {
  const row = database.prepare('SELECT revision, shredded FROM rings WHERE ring = ?').get(ring);
  return row ? { revision: Number(row.revision), shredded: Number(row.shredded) } : null;
}

/** What is held of a ring; null: it was never made, or it was shredded. */
export function heldOf(database: DatabaseSync, ring: string): RingWraps | null {
  const row = rowOf(database, ring);
  if (!row || row.shredded) return null;
  const versions = wrapsOf(database, ring).map(({ version, wrappedUnder }) => ({ version, wrappedUnder }));
  return { versions, revision: row.revision };
}

/** The wraps of a ring, in the order of their versions. */
export function wrapsOf(database: DatabaseSync, ring: string): WrapRow[] {
  return database
    .prepare('SELECT version, wrapped_under, wrap FROM wraps WHERE ring = ? ORDER BY version')
    .all(ring)
    .map(({ version, wrapped_under, wrap }) => ({
      version: Number(version),
      wrappedUnder: Number(wrapped_under),
      wrap: wrap instanceof Uint8Array ? wrap : new Uint8Array(),
    }));
}

/** The names of at most `limit` rings that were not shredded, after `after`. SQLite orders text as UTF-8 bytes. */
export function ringNames(database: DatabaseSync, after: string | null, limit: number): string[] {
  return database
    .prepare('SELECT ring FROM rings WHERE ring > ? AND shredded = 0 ORDER BY ring LIMIT ?')
    .all(after ?? '', limit)
    .map(({ ring }) => String(ring));
}

/** A ring with a wrap under `version` of the master key or an older one; null: there is none. */
export function ringUnder(database: DatabaseSync, version: number): string | null {
  const row = database.prepare('SELECT ring FROM wraps WHERE wrapped_under <= ? LIMIT 1').get(version);
  return row ? String(row.ring) : null;
}

/** What the keyring is bound to; null: to nothing yet. */
export function boundTo(database: DatabaseSync): string | null {
  const bound = database.prepare('SELECT bound_to FROM keyring').get()?.bound_to;
  return typeof bound === 'string' ? bound : null;
}

export function bindRow(database: DatabaseSync, to: string, before: string | null): boolean {
  return database.prepare('UPDATE keyring SET bound_to = ? WHERE bound_to IS ?').run(to, before).changes === 1;
}

export function insertRing(database: DatabaseSync, ring: string): void {
  database.prepare('INSERT INTO rings (ring, revision, shredded) VALUES (?, 1, 0)').run(ring);
}

/** Every change of a ring's wraps raises its revision. */
export function raiseRevision(database: DatabaseSync, ring: string): void {
  database.prepare('UPDATE rings SET revision = revision + 1 WHERE ring = ?').run(ring);
}

/** Wraps a new random key under the newest master version. */
export function insertNewKey(database: DatabaseSync, ring: string, version: number, under: NewestMaster): void {
  const raw = newKeyBytes();
  try {
    const wrap = wrapKey(under.key, { ring, version, masterVersion: under.version }, raw);
    database
      .prepare('INSERT INTO wraps (ring, version, wrapped_under, wrap) VALUES (?, ?, ?, ?)')
      .run(ring, version, under.version, wrap);
  } finally {
    raw.fill(0);
  }
}

/** Returns the wraps that were deleted. */
export function deleteWraps(database: DatabaseSync, ring: string, versions: readonly number[]): Uint8Array[] {
  const deleted = wrapsOf(database, ring).filter(({ version }) => versions.includes(version));
  const one = database.prepare('DELETE FROM wraps WHERE ring = ? AND version = ?');
  for (const { version } of deleted) one.run(ring, version);
  return deleted.map(({ wrap }) => wrap);
}

/**
 * Deletes the wraps of a ring and leaves a tombstone, also for a ring that was never made. Returns the wraps that were
 * deleted.
 */
export function shredRow(database: DatabaseSync, ring: string): Uint8Array[] {
  const deleted = wrapsOf(database, ring).map(({ wrap }) => wrap);
  database.prepare('DELETE FROM wraps WHERE ring = ?').run(ring);
  database
    .prepare(
      `INSERT INTO rings (ring, revision, shredded) VALUES (?, 1, 1)
       ON CONFLICT (ring) DO UPDATE SET revision = revision + 1, shredded = 1 WHERE shredded = 0`,
    )
    .run(ring);
  return deleted;
}
