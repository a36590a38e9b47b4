import { type Model, trusted } from 'mongoose';
import type { Clock } from '#kernel';
import { type AuthorizationModel, AuthorizationModelStore, MODEL_ID } from '#policies';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { authorizationModelMapper } from './authorization-model.mapper.js';
import type { AuthorizationModelRow } from './authorization-model.schema.js';

export class MongoAuthorizationModelStore extends AuthorizationModelStore {
  override readonly models: MongoDocuments<AuthorizationModel, AuthorizationModelRow>;

  constructor(
    private readonly rows: Model<AuthorizationModelRow>,
    clock: Clock,
  ) {
    super();
    this.models = new MongoDocuments(rows, authorizationModelMapper, clock);
  }

  async revision(): Promise<number | null> {
    const published = { _id: MODEL_ID, fenced: trusted({ $exists: false }) };
    const row = await reading(() => this.rows.findOne(published, { revision: 1 }).lean().exec());
    return row?.revision ?? null;
  }
}
