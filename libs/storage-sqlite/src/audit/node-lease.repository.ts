import { NodeLeases, type Sweeper } from '#audit';
import type { Database } from '../engine/database.js';
import { integer, text, textOrNull } from '../engine/sql.js';

const RENEW = `
  INSERT INTO node_leases (node, until) VALUES (?, ?)
  ON CONFLICT (node) DO UPDATE SET until = max(until, excluded.until)`;
const END_OF = 'SELECT until FROM node_leases WHERE node = ?';
const NAMED = 'SELECT node, until FROM node_leases WHERE node >= ? AND node < ?';
const HOLD = `
  INSERT INTO sweep_place (id, node, until, address) VALUES (1, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET node = excluded.node, until = excluded.until, address = excluded.address
  WHERE node = excluded.node OR until <= ? OR until > ?`;
const SWEEPER = 'SELECT node, until, address FROM sweep_place';
const RELEASE_LEASE = 'DELETE FROM node_leases WHERE node = ?';
const VACATE = 'DELETE FROM sweep_place';
const RELEASE_PLACE = 'DELETE FROM sweep_place WHERE node = ?';

/** Leases on SQLite, which has one node. They tell its restarts apart. */
export class SqliteNodeLeases extends NodeLeases {
  constructor(private readonly database: Database) {
    super();
  }

  async renew(node: string, until: number): Promise<void> {
    await this.database.writer.run([{ sql: RENEW, rows: [[node, until]] }]);
  }

  async endOf(node: string): Promise<number | null> {
    const row = await this.database.reader.get(END_OF, node);
    return row && integer(row.until);
  }

  async named(prefix: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.reader.all(NAMED, prefix, `${prefix}\uffff`);
    return new Map(rows.map(({ node, until }) => [text(node), integer(until)]));
  }

  async holdSweep(node: string, now: number, until: number, address: string | null = null): Promise<boolean> {
    const landing = await this.database.writer.run([
      { sql: HOLD, rows: [[node, until, address, now, 2 * until - now]], needsChange: true },
    ]);
    return landing === 'done';
  }

  async sweeper(): Promise<Sweeper | null> {
    const row = await this.database.reader.get(SWEEPER);
    return row ? { node: text(row.node), until: integer(row.until), address: textOrNull(row.address) } : null;
  }

  /** Frees the place of the sweeper, whoever has it. A command that has it and runs on can do no harm: see {@link NodeLeases}. */
  async vacate(): Promise<void> {
    await this.database.writer.run([{ sql: VACATE, rows: [[]] }]);
  }

  async release(node: string): Promise<void> {
    await this.database.writer.run([
      { sql: RELEASE_LEASE, rows: [[node]] },
      { sql: RELEASE_PLACE, rows: [[node]] },
    ]);
  }
}
