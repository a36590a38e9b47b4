import { type Vault, vaultFromStored, vaultToStored } from '#entries';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

/** A row that is read has the column `lines` beside those of the table: of the base that the vault names, or null. */
export const vaultMapper: DocumentMapper<Vault> = {
  table: 'vaults',
  columns: ['body', 'manifest'],
  read: ['body', 'manifest'],
  toRow(vault) {
    const { manifest: _, ...body } = vaultToStored(vault);
    return [JSON.stringify(body), vault.manifest.changes];
  },
  fromRow: ({ body, manifest, lines }) =>
    vaultFromStored({ ...JSON.parse(text(body)), manifest: text(manifest) }, lines ? text(lines) : null),
};
