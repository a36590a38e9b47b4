import { type Connection, trusted } from 'mongoose';
import { deadline, writing } from '../engine/failures.js';
import { AuditIndex } from './audit-index.repository.js';
import { AuditEntryRow } from './audit-index.schema.js';
import { leafOf } from './audit-log.mapper.js';
import { AuditBatchRow } from './audit-log.schema.js';
import { AuditProgressRow } from './audit-progress.schema.js';

/** How many entries one step reads. Their batches hold at most 256 times as many records. */
const ENTRIES_A_STEP = 256;

/**
 * Gives entries that older builds made what their callers acted by. Only records of format 2 name it, and they are the
 * newest: it reads down to the first step without one. May be repeated.
 */
export async function indexCredentials(connection: Connection): Promise<void> {
  const entries = connection.model<AuditEntryRow>(AuditEntryRow.name);
  const batches = connection.model<AuditBatchRow>(AuditBatchRow.name);
  const index = new AuditIndex(batches, entries, connection.model<AuditProgressRow>(AuditProgressRow.name));
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const places = await index.find({ _id: trusted({ $lt: before }) }, -1, ENTRIES_A_STEP, deadline());
    const last = places.at(-1)?.seq;
    if (last === undefined) return;
    const records = await index.load(places, deadline());
    const leaves = records.map((record) => ({ leaf: leafOf(record), seq: record.seq }));
    const updates = leaves.flatMap(({ seq, leaf }) =>
      leaf?.credential
        ? [{ updateOne: { filter: { _id: seq }, update: { $set: { credential: leaf.credential } } } }]
        : [],
    );
    if (updates.length > 0) await writing(() => entries.bulkWrite(updates), deadline());
    if (leaves.every(({ leaf }) => leaf?.v === 1)) return;
    before = last;
  }
}
