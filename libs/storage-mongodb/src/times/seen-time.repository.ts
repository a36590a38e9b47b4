import type { Model } from 'mongoose';
import { type Clock, type SeenTime, SeenTimes } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { seenTimeMapper } from './seen-time.mapper.js';
import type { SeenTimeRow } from './seen-time.schema.js';

/** The time that was last seen, on MongoDB: one document. */
export class MongoSeenTimes extends SeenTimes {
  override readonly times: MongoDocuments<SeenTime, SeenTimeRow>;

  constructor(rows: Model<SeenTimeRow>, clock: Clock) {
    super();
    this.times = new MongoDocuments(rows, seenTimeMapper, clock);
  }
}
