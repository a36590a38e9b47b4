import { type Model, type QueryFilter, trusted } from 'mongoose';
import { type Wrap, type WrapKind, WrapStore } from '#handover';
import type { Clock, Stored } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { wrapMapper } from './wrap.mapper.js';
import type { WrapRow } from './wrap.schema.js';

type Filter = QueryFilter<WrapRow>;

/** Wraps on MongoDB. */
export class MongoWrapStore extends WrapStore {
  override readonly wraps: MongoDocuments<Wrap, WrapRow>;

  constructor(
    private readonly model: Model<WrapRow>,
    clock: Clock,
  ) {
    super();
    this.wraps = new MongoDocuments(model, wrapMapper, clock);
  }

  dueBefore(at: number, limit: number): Promise<string[]> {
    return this.ids({ dueAt: trusted({ $lt: at }) }, { dueAt: 1 }, limit);
  }

  sealedAfter(after: string | null, limit: number): Promise<Stored<Wrap>[]> {
    const later = after === null ? {} : { _id: trusted({ $gt: after }) };
    return this.rows({ isSealed: true, ...later }, { _id: 1 }, limit);
  }

  countSealed(): Promise<number> {
    return this.count({ isSealed: true });
  }

  countLive(makerId: string, now: number): Promise<number> {
    return this.count({ isSealed: true, makerId, expiresAt: trusted({ $gt: now }) });
  }

  madeOf(makerId: string, subjectId: string, before: string | null, limit: number): Promise<Stored<Wrap>[]> {
    const earlier = before === null ? {} : { _id: trusted({ $lt: before }) };
    return this.rows({ makerId, subjectId, ...earlier }, { _id: -1 }, limit);
  }

  sealedOf(kind: WrapKind, subjectId: string, version: number | null, limit: number): Promise<Stored<Wrap>[]> {
    return this.rows({ isSealed: true, subjectId, kind, ...(version !== null && { version }) }, {}, limit);
  }

  idsOf(makerId: string, limit: number): Promise<string[]> {
    return this.ids({ makerId }, {}, limit);
  }

  private async ids(filter: Filter, sort: Readonly<Record<string, 1 | -1>>, limit: number): Promise<string[]> {
    const found = await reading(() => this.model.find(filter, { _id: 1 }).sort(sort).limit(limit).lean().exec());
    return found.map((row) => row._id);
  }

  private async rows(filter: Filter, sort: Readonly<Record<string, 1 | -1>>, limit: number): Promise<Stored<Wrap>[]> {
    const found = await reading(() => this.model.find(filter, { published: 0 }).sort(sort).limit(limit).lean().exec());
    return found.map((row) => this.wraps.toStored(row));
  }

  private count(filter: Filter): Promise<number> {
    return reading(() => this.model.countDocuments(filter).exec());
  }
}
