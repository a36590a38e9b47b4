import type { Model } from 'mongoose';
import { type PreloginKey, PreloginKeyStore } from '#auth';
import type { Clock } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { preloginKeyMapper } from './prelogin-key.mapper.js';
import type { PreloginKeyRow } from './prelogin-key.schema.js';

export class MongoPreloginKeyStore extends PreloginKeyStore {
  override readonly keys: MongoDocuments<PreloginKey, PreloginKeyRow>;

  constructor(rows: Model<PreloginKeyRow>, clock: Clock) {
    super();
    this.keys = new MongoDocuments(rows, preloginKeyMapper, clock);
  }
}
