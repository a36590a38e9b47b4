import { type Model, trusted } from 'mongoose';
import type { Stored } from '#kernel';
import { type IdentityProvider, IdentityProviderStore, trustKeyOf } from '#service-accounts';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { identityProviderMapper } from './identity-provider.mapper.js';
import type { IdentityProviderRow } from './identity-provider.schema.js';

const VISIBLE = { published: 0 } as const;

export class MongoIdentityProviderStore extends IdentityProviderStore {
  override readonly providers: MongoDocuments<IdentityProvider, IdentityProviderRow>;

  constructor(private readonly rows: Model<IdentityProviderRow>) {
    super();
    this.providers = new MongoDocuments(rows, identityProviderMapper);
  }

  findByName(name: string): Promise<Stored<IdentityProvider> | null> {
    return this.find({ name });
  }

  findByTrust(issuer: string, audience: string): Promise<Stored<IdentityProvider> | null> {
    return this.find({ trust: trustKeyOf({ issuer, audience }) });
  }

  async list(after: string | null, limit: number): Promise<Stored<IdentityProvider>[]> {
    // The row of a fenced id has no name, so `$gt` never finds it.
    const later = { name: trusted({ $gt: after ?? '' }) };
    const rows = await reading(() => this.rows.find(later, VISIBLE).sort({ name: 1 }).limit(limit).lean().exec());
    return rows.map((row) => this.providers.toStored(row));
  }

  private async find(key: { name: string } | { trust: string }): Promise<Stored<IdentityProvider> | null> {
    const row = await reading(() => this.rows.findOne(key, VISIBLE).lean().exec());
    return row && this.providers.toStored(row);
  }
}
