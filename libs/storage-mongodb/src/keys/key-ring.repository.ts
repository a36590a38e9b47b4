import type { Model } from 'mongoose';
import { type KeyRing, KeyRingStore } from '#keys';
import { MongoDocuments } from '../documents.js';
import { keyRingMapper } from './key-ring.mapper.js';
import type { KeyRingRow } from './key-ring.schema.js';

export class MongoKeyRingStore extends KeyRingStore {
  override readonly rings: MongoDocuments<KeyRing, KeyRingRow>;

  constructor(rows: Model<KeyRingRow>) {
    super();
    this.rings = new MongoDocuments(rows, keyRingMapper);
  }
}
