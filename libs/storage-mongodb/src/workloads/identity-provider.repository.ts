import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { type IdentityProvider, IdentityProviderStore, trustKeyOf } from '#service-accounts';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import type { SharedReads } from '../engine/shared-reads.js';
import { identityProviderMapper } from './identity-provider.mapper.js';
import type { IdentityProviderRow } from './identity-provider.schema.js';

const VISIBLE = { published: 0 } as const;

export class MongoIdentityProviderStore extends IdentityProviderStore {
  override readonly providers: MongoDocuments<IdentityProvider, IdentityProviderRow>;
  private readonly byName: SharedReads<IdentityProviderRow>;
  private readonly byTrust: SharedReads<IdentityProviderRow>;

  constructor(
    private readonly rows: Model<IdentityProviderRow>,
    clock: Clock,
  ) {
    super();
    this.providers = new MongoDocuments(rows, identityProviderMapper, clock);
    this.byName = this.providers.readsBy('name');
    this.byTrust = this.providers.readsBy('trust');
  }

  findByName(name: string): Promise<Stored<IdentityProvider> | null> {
    return this.find(this.byName, name);
  }

  findByTrust(issuer: string, audience: string): Promise<Stored<IdentityProvider> | null> {
    return this.find(this.byTrust, trustKeyOf({ issuer, audience }));
  }

  async list(after: string | null, limit: number): Promise<Stored<IdentityProvider>[]> {
    // The row of a fenced id has no name, so `$gt` never finds it.
    const later = { name: trusted({ $gt: after ?? '' }) };
    const rows = await reading(() => this.rows.find(later, VISIBLE).sort({ name: 1 }).limit(limit).lean().exec());
    return rows.map((row) => this.providers.toStored(row));
  }

  private async find(reads: SharedReads<IdentityProviderRow>, key: string): Promise<Stored<IdentityProvider> | null> {
    const row = await reading(() => reads.find(key));
    return row && this.providers.toStored(row);
  }
}
