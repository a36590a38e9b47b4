import { CannotOpen, type Rewrapped, unwrapKey, wrapKey } from '#keys';
import type { MasterFile } from '../master-file.js';
import type { Step } from './keyring-protocol.js';
import type { HeldRing, Rings, WrapRow } from './rings.js';

/** A wrap, and the one that is to replace it. */
interface Renewed {
  readonly old: WrapRow;
  readonly wrap: WrapRow;
}

/**
 * Re-wraps rings in one transaction. All wraps of a ring are opened and made again before one of them is written. A ring
 * that does not open is not changed. Each new wrap replaces exactly the one that it was made of.
 */
export async function rewrapRings(rings: Rings, master: MasterFile, names: readonly string[]): Promise<Rewrapped> {
  const steps: Step[] = [];
  const failed: string[] = [];
  for (const ring of names) {
    const renewed = renewAll(master, ring, await rings.held(ring));
    if (!renewed) failed.push(ring);
    else if (renewed.length > 0) steps.push(...replacing(ring, renewed));
  }
  const written = steps.length > 0 ? await rings.database.write(steps) : [];
  const changes = written === 'stopped' ? [] : written;
  const moved = steps.reduce((sum, { erases }, at) => sum + (erases ? (changes[at] ?? 0) : 0), 0);
  return { moved, failed };
}

/** Null if one of them does not open. */
function renewAll(master: MasterFile, ring: string, held: HeldRing | null): Renewed[] | null {
  const stale = (held?.wraps ?? []).filter(({ wrappedUnder }) => wrappedUnder < master.newest.version);
  try {
    return stale.map((old) => ({ old, wrap: renew(master, ring, old) }));
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

function replacing(ring: string, renewed: readonly Renewed[]): Step[] {
  const same = 'ring = ? AND version = ? AND wrap = ?';
  const replaced = renewed.flatMap(({ old, wrap }) => [
    { sql: `SELECT wrap FROM wraps WHERE ${same}`, params: [ring, old.version, old.wrap], erases: true },
    {
      sql: `UPDATE wraps SET wrapped_under = ?, wrap = ? WHERE ${same}`,
      params: [wrap.wrappedUnder, wrap.wrap, ring, old.version, old.wrap],
    },
  ]);
  const raised = { sql: 'UPDATE rings SET revision = revision + 1 WHERE ring = ?', params: [ring] };
  return [...replaced, raised];
}
