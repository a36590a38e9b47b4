import type { Model } from 'mongoose';
import type { StoredRecord } from '#audit';
import { reading, writing } from '../engine/failures.js';
import type { EntryPlace } from './audit-index.repository.js';
import type { AuditBatchRow } from './audit-log.schema.js';

/** Records inside their batches. */
export class AuditBatches {
  constructor(private readonly batches: Model<AuditBatchRow>) {}

  /** The records at `places`, in the order of `places`. */
  async load(places: readonly EntryPlace[], until: number): Promise<StoredRecord[]> {
    if (places.length === 0) return [];
    const seqs = places.map((place) => place.seq);
    const wanted = { input: '$records', as: 'record', cond: { $in: ['$$record.seq', seqs] } };
    const batches = await reading(
      () =>
        this.batches
          .aggregate<Pick<AuditBatchRow, 'records'>>([
            { $match: { _id: { $in: [...new Set(places.map((place) => place.batch))] } } },
            { $project: { records: { $filter: wanted } } },
          ])
          .exec(),
      until,
    );
    const found = new Map(batches.flatMap((batch) => batch.records.map((record) => [record.seq, record])));
    return seqs.flatMap((seq) => found.get(seq) ?? []);
  }

  /**
   * Empties the personal values of the records at `places`, by one atomic update a batch that names nothing else of it.
   * Resolves to how many held any.
   */
  async erase(places: readonly EntryPlace[], until: number): Promise<number> {
    const records = await this.load(places, until);
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

  /** Past mongoose, which knows nothing of what is inside a record. */
  private raw() {
    return this.batches.db.collection<AuditBatchRow>(this.batches.collection.name);
  }
}
