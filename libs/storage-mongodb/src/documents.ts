import { type Model, trusted } from 'mongoose';
import {
  type Clock,
  Documents,
  type Insertion,
  PartUnavailable,
  PUBLISHED_MEMORY_MS,
  type Replacement,
  type Stored,
  type StoredFields,
} from '#kernel';
import type { DocumentRow } from './engine/document.schema.js';
import { deadline, orWhenDuplicate, reading, writing } from './engine/failures.js';
import { type SharedQuery, SharedReads } from './engine/shared-reads.js';
import { SharedWrites } from './engine/shared-writes.js';
import { StrictRows } from './engine/strict-rows.js';

/** Converts between a domain value and its row. */
export interface DocumentMapper<T, R extends DocumentRow> {
  /** `format` and every field of the value, so that a replacement leaves nothing of the old value behind. */
  toFields(value: T): StoredFields;
  toValue(row: Omit<R, 'published' | 'fenced'>): T;
}

/** Publications older than 10 minutes are removed at every 16th revision. */
const PUBLICATIONS_A_PRUNING = 16;

/** How often a fence tries again when the document is inserted or removed meanwhile. */
const FENCE_ATTEMPTS = 5;

/** One collection. Each change is one compare-and-set: the filter contains the expected revision. */
export class MongoDocuments<T extends { readonly id: string }, R extends DocumentRow> extends Documents<T> {
  private readonly rows: Model<DocumentRow>;
  private readonly byId: SharedReads<R>;
  private readonly writes: SharedWrites<R>;
  private readonly strict: StrictRows;

  /** `most`: documents that one query reads, or one command writes, at most. Less if they are large. */
  constructor(
    private readonly model: Model<R>,
    private readonly mapper: DocumentMapper<T, R>,
    private readonly clock: Clock,
    private readonly most?: number,
  ) {
    super();
    this.rows = model as unknown as Model<DocumentRow>;
    this.byId = this.readsBy('_id');
    this.writes = new SharedWrites(model, most);
    this.strict = new StrictRows(model.schema);
  }

  async load(id: string, until = deadline()): Promise<Stored<T> | null> {
    const row = await reading(() => this.byId.find(id), until);
    return row && !row.fenced ? this.toStored(row) : null;
  }

  /** Reads by another field. The row of a fenced id has none. */
  readsBy(field: string & keyof R, more: Pick<SharedQuery<R>, 'rowsAKey' | 'also'> = {}): SharedReads<R> {
    return new SharedReads(this.model, { ...more, field, hidden: 'published', most: this.most });
  }

  toStored(row: Omit<R, 'published' | 'fenced'>): Stored<T> {
    return { revision: row.revision, value: this.mapper.toValue(row) };
  }

  async insert(value: T, requestId: string): Promise<Insertion> {
    const published = [{ id: requestId, at: this.clock.now() }];
    const fields = { ...this.mapper.toFields(value), _id: value.id, revision: 1, published };
    const insert = async () => {
      await this.writes.insert(this.strict.require(fields) as unknown as R);
      return 'inserted' as const;
    };
    return orWhenDuplicate(writing(insert), 'taken' as const);
  }

  replace(value: T, expected: number, requestId: string): Promise<Replacement> {
    return this.publish(value.id, expected, requestId, this.mapper.toFields(value));
  }

  /** Sets `fields`. `also`: what else the document must be, for a conflict otherwise. */
  protected async publish(
    id: string,
    expected: number,
    requestId: string,
    fields: StoredFields,
    also: Readonly<Record<string, string>> = {},
  ): Promise<Replacement> {
    const until = deadline();
    const at = this.clock.now();
    const publish = async () => {
      const set = this.strict.require(fields);
      return this.writes.publish({ id, expected, requestId, set, also, at });
    };
    const answer = await orWhenDuplicate(writing(publish, until), 'taken' as const);
    if (answer === 'taken') return 'taken';
    if (!answer) return 'conflict';
    if ((expected + 1) % PUBLICATIONS_A_PRUNING === 0) await this.forget(id, at - PUBLISHED_MEMORY_MS, until);
    return 'published';
  }

  async remove(id: string, expected: number): Promise<boolean> {
    const filter = { _id: id, revision: expected, fenced: trusted({ $exists: false }) };
    const { deletedCount } = await writing(() => this.rows.deleteOne(filter).exec());
    return deletedCount === 1;
  }

  /**
   * No upsert: when one met a simultaneous insert, FerretDB answered as if the upsert had made the row. Not
   * `changeDocument` either: this is below documents, and it must raise the revision whatever it is.
   */
  async fence(id: string, requestId: string): Promise<boolean> {
    const until = deadline();
    for (let attempt = 1; attempt <= FENCE_ATTEMPTS; attempt += 1) {
      const raise = () => this.rows.updateOne({ _id: id }, { $inc: { revision: 1 } }).exec();
      const { matchedCount } = await writing(raise, until);
      if (matchedCount === 1) return this.hasPublished(id, requestId, until);
      const take = async () => {
        await this.rows.insertOne({ _id: id, revision: 1, fenced: true }, { validateBeforeSave: false });
        return 'inserted';
      };
      if ((await orWhenDuplicate(writing(take, until), 'taken')) === 'inserted') return false;
    }
    throw new PartUnavailable('store');
  }

  private async hasPublished(id: string, requestId: string, until: number): Promise<boolean> {
    const row = await reading(() => this.rows.findOne({ _id: id }, { published: 1 }).lean().exec(), until);
    return row?.published?.some((publication) => publication.id === requestId) ?? false;
  }

  /** Changes nothing that a read or a compare-and-set looks at, so it may fail or arrive late. */
  private async forget(id: string, before: number, until: number): Promise<void> {
    const forget = { $pull: { published: { at: trusted({ $lt: before }) } } };
    await writing(() => this.rows.updateOne({ _id: id }, forget).exec(), until).catch(() => undefined);
  }
}
