import type { Model } from 'mongoose';
import { type Setup, SetupStore } from '#auth';
import type { Clock } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { setupMapper } from './setup.mapper.js';
import type { SetupRow } from './setup.schema.js';

export class MongoSetupStore extends SetupStore {
  override readonly setups: MongoDocuments<Setup, SetupRow>;

  constructor(rows: Model<SetupRow>, clock: Clock) {
    super();
    this.setups = new MongoDocuments(rows, setupMapper, clock);
  }
}
