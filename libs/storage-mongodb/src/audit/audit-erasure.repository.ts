import { type Model, trusted } from 'mongoose';
import { writing } from '../engine/failures.js';
import type { AuditIndex, EntryPlace } from './audit-index.repository.js';
import type { AuditEntryRow } from './audit-index.schema.js';
import type { AuditBatchRow } from './audit-log.schema.js';

/** The most batches that one call changes: each is a write, and the call must answer in time. */
const BATCHES_AN_ERASURE = 16;

/** Erases personal values beside leaves, and the addresses in the index. */
export class AuditErasure {
  constructor(
    private readonly batches: Model<AuditBatchRow>,
    private readonly entries: Model<AuditEntryRow>,
    private readonly index: AuditIndex,
  ) {}

  /**
   * See `AuditLog.erasePersonal`. The index must have caught up, so that no later step of it adds an erased address
   * again. Erases in the log first, then in the entries even if the log held nothing: a repetition completes an
   * interrupted call.
   */
  async erase(
    actorId: string,
    after: number,
    limit: number,
    until: number,
  ): Promise<{ readonly last: number | null; readonly erased: number }> {
    const found = await this.index.find({ actor: actorId, _id: trusted({ $gt: after }) }, 1, limit, until);
    const batches = new Set([...new Set(found.map(({ batch }) => batch))].slice(0, BATCHES_AN_ERASURE));
    const places = found.filter(({ batch }) => batches.has(batch));
    const erased = await this.eraseValues(places, until);
    await this.eraseAddresses(places, until);
    return { last: places.at(-1)?.seq ?? null, erased };
  }

  /**
   * Makes one atomic update for each batch, which changes nothing else. Resolves to the number of records that still
   * held personal values.
   */
  private async eraseValues(places: readonly EntryPlace[], until: number): Promise<number> {
    const records = await this.index.load(places, until);
    const kept = new Set(records.filter(({ personal }) => Object.keys(personal).length > 0).map(({ seq }) => seq));
    const ofBatches = Map.groupBy(
      places.filter(({ seq }) => kept.has(seq)),
      ({ batch }) => batch,
    );
    for (const [batch, inside] of ofBatches) {
      const emptied = Object.fromEntries(inside.map(({ seq }) => [`records.${seq - batch}.personal`, {}]));
      await writing(() => this.raw().updateOne({ _id: batch }, { $set: emptied }), until);
    }
    return kept.size;
  }

  private async eraseAddresses(places: readonly EntryPlace[], until: number): Promise<void> {
    if (places.length === 0) return;
    const holding = { _id: trusted({ $in: places.map(({ seq }) => seq) }), ip: trusted({ $ne: null }) };
    await writing(() => this.entries.updateMany(holding, { $set: { ip: null } }).exec(), until);
  }

  /** Without mongoose, which does not know the fields of a record. */
  private raw() {
    return this.batches.db.collection<AuditBatchRow>(this.batches.collection.name);
  }
}
