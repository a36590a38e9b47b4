import { KnownBases, type Vault } from '#entries';
import type { Insertion, Replacement, Stored } from '#kernel';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import type { Step } from '../engine/write-protocol.js';
import { vaultMapper } from './vault.mapper.js';

/** Reads no lines of a base that is known already. Exported for the test of its query plan. */
export const READ_VAULT = `
  SELECT v.revision, v.body, v.manifest, b.id AS base, CASE WHEN b.id = ? THEN NULL ELSE b.lines END AS lines
  FROM vaults v LEFT JOIN vault_bases b ON b.vault_id = v.id WHERE v.id = ?`;
const KEEP_BASE = 'INSERT OR REPLACE INTO vault_bases (vault_id, id, lines) VALUES (?, ?, ?)';
const REMOVE_BASE = 'DELETE FROM vault_bases WHERE vault_id = ?';
/** Changes nothing unless the base is still that of the vault. */
const SAME_BASE = `
  UPDATE vaults SET revision = revision
  WHERE id = ? AND EXISTS (SELECT 1 FROM vault_bases WHERE vault_id = vaults.id AND id = ?)`;

/**
 * Vaults with the base of each manifest in a row of its own, so that a change does not write it. Bases that were read or
 * written before are not read again: nothing changes under the id of a base.
 */
export class SqliteVaults extends SqliteDocuments<Vault> {
  private readonly bases: KnownBases;

  constructor(private readonly file: Database) {
    super(file, vaultMapper);
    this.bases = new KnownBases(file.clock);
  }

  override async load(id: string): Promise<Stored<Vault> | null> {
    const known = this.bases.of(id);
    const row = await this.file.reader.get(READ_VAULT, known?.id ?? null, id);
    if (!row) return null;
    const lines = known && row.base === known.id ? known.lines : (row.lines ?? null);
    const value = vaultMapper.fromRow({ ...row, lines });
    this.bases.remember(value);
    return { revision: integer(row.revision), value };
  }

  override insert(vault: Vault, requestId: string): Promise<Insertion> {
    this.bases.forget(vault.id);
    return super.insert(vault, requestId);
  }

  override async replace(vault: Vault, expected: number, requestId: string): Promise<Replacement> {
    const outcome = await super.replace(vault, expected, requestId);
    if (outcome === 'published') this.bases.remember(vault);
    return outcome;
  }

  protected override beside(vault: Vault): readonly Step[] {
    const { id, manifest } = vault;
    const { base } = manifest;
    if (!base) return [{ sql: REMOVE_BASE, rows: [[id]] }];
    if (this.bases.has(vault)) return [{ sql: SAME_BASE, rows: [[id, base.id]], needsChange: true }];
    return [{ sql: KEEP_BASE, rows: [[id, base.id, base.lines]] }];
  }
}
