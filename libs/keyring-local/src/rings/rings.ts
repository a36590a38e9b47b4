import { changedMeanwhile } from '#kernel';
import { newKeyBytes, type RingWraps, wrapKey } from '#keys';
import type { NewestMaster } from '../master-file-format.js';
import type { SqlRow, Step } from './keyring-protocol.js';
import type { RingDatabase } from './ring-database.js';

/** How often a change is tried while others change the same ring. */
const ATTEMPTS = 20;

/** One stored version of a ring. */
export interface WrapRow {
  readonly version: number;
  readonly wrappedUnder: number;
  readonly wrap: Uint8Array;
}

/** What is held of a ring. */
export interface HeldRing {
  readonly revision: number;
  readonly wraps: readonly WrapRow[];
}

const LIVE = 'SELECT revision FROM rings WHERE ring = ? AND shredded = 0';
const WRAPS = 'SELECT version, wrapped_under, wrap FROM wraps WHERE ring = ? ORDER BY version';
const BOTH = `
  SELECT rings.revision, wraps.version, wraps.wrapped_under, wraps.wrap
  FROM rings LEFT JOIN wraps ON wraps.ring = rings.ring
  WHERE rings.ring = ? AND rings.shredded = 0 ORDER BY wraps.version`;
const RAISE = 'UPDATE rings SET revision = revision + 1 WHERE ring = ? AND revision = ? AND shredded = 0';
const INSERT = 'INSERT INTO wraps (ring, version, wrapped_under, wrap) VALUES (?, ?, ?, ?)';

/** The rows of `keyring.db`. Each change of a ring is one transaction, by compare-and-set on the ring's revision. */
export class Rings {
  constructor(readonly database: RingDatabase) {}

  /** Null: the ring was never made, or it was shredded. */
  async held(ring: string): Promise<HeldRing | null> {
    const rows = await this.database.read(BOTH, ring);
    const [first] = rows;
    if (!first) return null;
    return { revision: Number(first.revision), wraps: rows.filter(({ wrap }) => wrap !== null).map(wrapRow) };
  }

  /** Wraps a new key under the newest master version. False: the ring is there already, or was shredded. */
  async make(ring: string, under: NewestMaster): Promise<boolean> {
    const sql = 'INSERT INTO rings (ring, revision, shredded) VALUES (?, 1, 0) ON CONFLICT DO NOTHING';
    const written = await this.database.write([{ sql, params: [ring], needsChange: true }, newWrap(ring, 1, under)]);
    return written !== 'stopped';
  }

  /** Changes a ring by the steps that `change` makes of what is held; `null`: nothing is changed. Returns whether. */
  async change(ring: string, change: (held: HeldRing | null) => readonly Step[] | null): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const held = await this.held(ring);
      const steps = change(held);
      if (steps === null) return false;
      const raise = { sql: RAISE, params: [ring, held?.revision ?? 0], needsChange: true };
      if ((await this.database.write([raise, ...steps])) !== 'stopped') return true;
    }
    throw changedMeanwhile('key ring');
  }

  /** Deletes the wraps of a ring and leaves a tombstone, also for a ring that was never made. */
  async shred(ring: string): Promise<void> {
    const tombstone = `INSERT INTO rings (ring, revision, shredded) VALUES (?, 1, 1)
       ON CONFLICT (ring) DO UPDATE SET revision = revision + 1, shredded = 1 WHERE shredded = 0`;
    await this.database.write([
      { sql: WRAPS, params: [ring], erases: true },
      { sql: 'DELETE FROM wraps WHERE ring = ?', params: [ring] },
      { sql: tombstone, params: [ring] },
    ]);
  }

  /** The names of at most `limit` rings that were not shredded, after `after`. SQLite orders text as UTF-8 bytes. */
  async names(after: string | null, limit: number): Promise<string[]> {
    const sql = 'SELECT ring FROM rings WHERE ring > ? AND shredded = 0 ORDER BY ring LIMIT ?';
    return (await this.database.read(sql, after ?? '', limit)).map(({ ring }) => String(ring));
  }

  /** A ring with a wrap under `version` of the master key or an older one; null: there is none. */
  async under(version: number): Promise<string | null> {
    const [row] = await this.database.read('SELECT ring FROM wraps WHERE wrapped_under <= ? LIMIT 1', version);
    return row ? String(row.ring) : null;
  }

  /** What the keyring is bound to; null: to nothing yet. */
  async boundTo(): Promise<string | null> {
    const [row] = await this.database.read('SELECT bound_to FROM keyring');
    return typeof row?.bound_to === 'string' ? row.bound_to : null;
  }

  async bind(to: string, before: string | null): Promise<boolean> {
    const sql = 'UPDATE keyring SET bound_to = ? WHERE bound_to IS ?';
    return (await this.database.write([{ sql, params: [to, before], needsChange: true }])) !== 'stopped';
  }

  /** Reads whether the database answers. */
  async check(): Promise<void> {
    await this.database.read(LIVE, '');
  }
}

/** What the port says of a ring. */
export function ringWraps({ revision, wraps }: HeldRing): RingWraps {
  return { versions: wraps.map(({ version, wrappedUnder }) => ({ version, wrappedUnder })), revision };
}

/** The step that wraps a new random key under the newest master version. */
export function newWrap(ring: string, version: number, under: NewestMaster): Step {
  const raw = newKeyBytes();
  try {
    const wrap = wrapKey(under.key, { ring, version, masterVersion: under.version }, raw);
    return { sql: INSERT, params: [ring, version, under.version, wrap] };
  } finally {
    raw.fill(0);
  }
}

/** The steps that delete these versions. */
export function dropping(ring: string, versions: readonly number[]): Step[] {
  return versions.flatMap((version) => [
    { sql: 'SELECT wrap FROM wraps WHERE ring = ? AND version = ?', params: [ring, version], erases: true },
    { sql: 'DELETE FROM wraps WHERE ring = ? AND version = ?', params: [ring, version] },
  ]);
}

function wrapRow({ version, wrapped_under, wrap }: SqlRow): WrapRow {
  return {
    version: Number(version),
    wrappedUnder: Number(wrapped_under),
    wrap: wrap instanceof Uint8Array ? wrap : new Uint8Array(),
  };
}
