import { type Vault, vaultFromStored, vaultToStored } from '#entries';
import type { DocumentMapper } from '../documents.js';
import type { VaultRow } from './vault.schema.js';

export const vaultMapper: DocumentMapper<Vault, VaultRow> = {
  toFields(vault) {
    const { id: _, ...fields } = vaultToStored(vault);
    return { ...fields, baseLines: vault.manifest.base?.lines ?? null };
  },
  toValue: ({ _id, revision: _, baseLines, ...fields }) => vaultFromStored({ ...fields, id: _id }, baseLines ?? null),
};
