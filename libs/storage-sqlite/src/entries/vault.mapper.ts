import { asManifest, VAULT_FORMAT, type Vault } from '#entries';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

export const vaultMapper: DocumentMapper<Vault> = {
  table: 'vaults',
  columns: ['body', 'manifest'],
  read: ['body', 'manifest'],
  toRow(vault) {
    const { manifest: _, ...body } = VAULT_FORMAT.toStored(vault);
    return [JSON.stringify(body), vault.manifest];
  },
  fromRow: (row) =>
    VAULT_FORMAT.fromStored({ ...JSON.parse(text(row.body)), manifest: asManifest(text(row.manifest)) }),
};
