import { packManifest, unpackManifest, type Vault } from '#entries';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

export const vaultMapper: DocumentMapper<Vault> = {
  table: 'vaults',
  columns: ['body', 'manifest'],
  read: ['body', 'manifest'],
  toRow({ manifest, ...body }) {
    return [JSON.stringify(body), packManifest(manifest)];
  },
  fromRow(row) {
    const body: Omit<Vault, 'manifest'> = JSON.parse(text(row.body));
    return { ...body, manifest: unpackManifest(text(row.manifest)) };
  },
};
