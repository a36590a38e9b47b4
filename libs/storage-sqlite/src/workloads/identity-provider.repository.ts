import type { Stored } from '#kernel';
import { type IdentityProvider, IdentityProviderStore, trustKeyOf } from '#service-accounts';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { identityProviderMapper } from './identity-provider.mapper.js';

const PROVIDER = 'SELECT revision, body FROM identity_providers';

/** The reads. Exported for the test of their query plans. */
export const IDENTITY_PROVIDER_READS = {
  byName: `${PROVIDER} WHERE name = ?`,
  byTrust: `${PROVIDER} WHERE trust = ?`,
  list: `${PROVIDER} WHERE name > ? ORDER BY name LIMIT ?`,
} as const;

/** Identity providers on SQLite. */
export class SqliteIdentityProviderStore extends IdentityProviderStore {
  override readonly providers: SqliteDocuments<IdentityProvider>;

  constructor(private readonly database: Database) {
    super();
    this.providers = new SqliteDocuments(database, identityProviderMapper);
  }

  async findByName(name: string): Promise<Stored<IdentityProvider> | null> {
    const row = await this.database.reader.get(IDENTITY_PROVIDER_READS.byName, name);
    return row && this.providers.toStored(row);
  }

  async findByTrust(issuer: string, audience: string): Promise<Stored<IdentityProvider> | null> {
    const row = await this.database.reader.get(IDENTITY_PROVIDER_READS.byTrust, trustKeyOf({ issuer, audience }));
    return row && this.providers.toStored(row);
  }

  async list(after: string | null, limit: number): Promise<Stored<IdentityProvider>[]> {
    const rows = await this.database.reader.all(IDENTITY_PROVIDER_READS.list, after ?? '', limit);
    return rows.map((row) => this.providers.toStored(row));
  }
}
