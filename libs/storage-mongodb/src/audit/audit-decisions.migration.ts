import { type Connection, trusted } from 'mongoose';
import type { Outcome } from '#audit';
import { deadline, writing } from '../engine/failures.js';
import { AuditIndex } from './audit-index.repository.js';
import { AuditEntryRow } from './audit-index.schema.js';
import { leafOf } from './audit-log.mapper.js';
import { AuditBatchRow } from './audit-log.schema.js';
import { AuditProgressRow } from './audit-progress.schema.js';

/** How many entries one step reads. Their batches hold at most 256 times as many records. */
const ENTRIES_A_STEP = 256;

/**
 * Gives entries that older builds made the id of their decision. Only refusals have one, so it reads those alone. May
 * be repeated.
 */
export async function indexDecisions(connection: Connection): Promise<void> {
  const entries = connection.model<AuditEntryRow>(AuditEntryRow.name);
  const batches = connection.model<AuditBatchRow>(AuditBatchRow.name);
  const index = new AuditIndex(batches, entries, connection.model<AuditProgressRow>(AuditProgressRow.name));
  const refused: Outcome[] = ['denied', 'failed'];
  for (let after = 0; ; ) {
    const filter = { outcome: trusted({ $in: refused }), _id: trusted({ $gt: after }) };
    const places = await index.find(filter, 1, ENTRIES_A_STEP, deadline());
    const last = places.at(-1)?.seq;
    if (last === undefined) return;
    const records = await index.load(places, deadline());
    const decided = records.flatMap((record) => {
      const decision = leafOf(record)?.decision_id ?? null;
      return decision === null ? [] : [{ updateOne: { filter: { _id: record.seq }, update: { $set: { decision } } } }];
    });
    if (decided.length > 0) await writing(() => entries.bulkWrite(decided), deadline());
    after = last;
  }
}
