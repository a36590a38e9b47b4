import { type Model, type QueryFilter, trusted } from 'mongoose';
import type { BodyHead, EntryBody, LoadedBodies } from '#entries';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import { HEAD, toBody, toBodyRow, toHead } from './entry-body.mapper.js';
import type { EntryBodyRow } from './entry-body.schema.js';

type Filter = QueryFilter<EntryBodyRow>;
type Order = Readonly<Record<string, 1 | -1>>;

/** Revisions of entries: each is inserted once, in any order, and removed. */
export class MongoEntryBodies {
  constructor(private readonly rows: Model<EntryBodyRow>) {}

  /** Unordered: a body that exists already does not stop the others. */
  async insert(bodies: readonly EntryBody[]): Promise<void> {
    if (bodies.length === 0) return;
    const rows = bodies.map(toBodyRow);
    const insert = () => this.rows.insertMany(rows, { ordered: false, lean: true });
    await orWhenDuplicate(writing(insert), null);
  }

  /** Reads the sizes first: an answer of the server holds 16 MiB, and 200 bodies may have 70 MiB. */
  async load(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies> {
    const until = deadline();
    const sizes = () => this.rows.find(among(ownerId, ids), { size: 1 }).limit(ids.length);
    const sized = await reading(() => sizes().lean().exec(), until);
    const { chosen, left } = within(ids, new Map(sized.map(({ _id, size }) => [_id, size])), most);
    if (chosen.length === 0) return { bodies: [], left };
    const bodies = () => this.rows.find(among(ownerId, chosen)).limit(chosen.length);
    const rows = await reading(() => bodies().lean().exec(), until);
    const found = new Map(rows.map((row) => [row._id, toBody(row)]));
    return { bodies: chosen.flatMap((id) => found.get(id) ?? []), left };
  }

  staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.heads({ ownerId, rekey, ...later(after) }, { _id: 1 }, limit);
  }

  countStaged(ownerId: string, most: number): Promise<number> {
    return reading(() => this.rows.countDocuments({ ownerId, rekey: trusted({ $gt: '' }) }, { limit: most }).exec());
  }

  ofEntry(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]> {
    return this.heads({ ownerId, entryId, generation }, { revision: 1, _id: 1 }, limit);
  }

  async nextOwner(after: string | null): Promise<string | null> {
    const filter = { ownerId: trusted({ $gt: after ?? '' }) };
    const row = await reading(() => this.rows.findOne(filter, { ownerId: 1 }).sort({ ownerId: 1 }).lean().exec());
    return row?.ownerId ?? null;
  }

  writtenBefore(ownerId: string, before: number, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.heads({ ownerId, writtenAt: trusted({ $lt: before }), ...later(after) }, { _id: 1 }, limit);
  }

  async idsOf(ownerId: string, limit: number, until: number): Promise<string[]> {
    const rows = await reading(() => this.rows.find({ ownerId }, { _id: 1 }).limit(limit).lean().exec(), until);
    return rows.map((row) => row._id);
  }

  async remove(ownerId: string, ids: readonly string[], until = deadline()): Promise<void> {
    await writing(() => this.rows.deleteMany(among(ownerId, ids)).exec(), until);
  }

  private async heads(filter: Filter, order: Order, limit: number): Promise<BodyHead[]> {
    const rows = await reading(() => this.rows.find(filter, HEAD).sort(order).limit(limit).lean().exec());
    return rows.map(toHead);
  }
}

/** Rows with an id past `after`. */
export function later(after: string | null) {
  return after === null ? {} : { _id: trusted({ $gt: after }) };
}

function among(ownerId: string, ids: readonly string[]) {
  return { _id: trusted({ $in: [...ids] }), ownerId };
}

/**
 * As many of the first ids as have at most `most` bytes together, at least one. An id without a size does not exist.
 */
function within(
  ids: readonly string[],
  sizes: ReadonlyMap<string, number>,
  most: number,
): { readonly chosen: readonly string[]; readonly left: readonly string[] } {
  const chosen: string[] = [];
  let sum = 0;
  for (const [index, id] of ids.entries()) {
    const size = sizes.get(id);
    if (size === undefined) continue;
    sum += size;
    if (sum > most && chosen.length > 0) return { chosen, left: ids.slice(index) };
    chosen.push(id);
  }
  return { chosen, left: [] };
}
