import { asManifest, VAULT_FORMAT, type Vault } from '#entries';
import type { DocumentMapper } from '../documents.js';
import type { VaultRow } from './vault.schema.js';

export const vaultMapper: DocumentMapper<Vault, VaultRow> = {
  toFields(vault) {
    const { id: _, ...fields } = VAULT_FORMAT.toStored(vault);
    return fields;
  },
  toValue: ({ _id, revision: _, manifest, ...fields }) =>
    VAULT_FORMAT.fromStored({ ...fields, id: _id, manifest: asManifest(manifest) }),
};
