import type { BodyHead, EntryBody } from '#entries';
import { integer, type SqlRow, text, textOrNull } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';

/** The columns of a head, in the order of the table. */
export const HEAD_COLUMNS = 'id, owner_id, entry_id, generation, revision, previous, rekey, created_at, written_at';
export const BODY_COLUMNS = `${HEAD_COLUMNS}, name, iv, tag, meta, ciphertext`;

/** The values of {@link BODY_COLUMNS}. */
export function toBodyRow(body: EntryBody): readonly SqlValue[] {
  const { id, ownerId, entryId, generation, revision, previous, rekey, createdAt, writtenAt } = body;
  const { name, iv, tag, meta, ciphertext } = body;
  const head = [id, ownerId, entryId, generation, revision, previous, rekey, createdAt, writtenAt];
  return [...head, name, iv, tag, meta, ciphertext];
}

export function toHead(row: SqlRow): BodyHead {
  return {
    id: text(row.id),
    ownerId: text(row.owner_id),
    entryId: text(row.entry_id),
    generation: integer(row.generation),
    revision: integer(row.revision),
    previous: textOrNull(row.previous),
    rekey: textOrNull(row.rekey),
    createdAt: integer(row.created_at),
    writtenAt: integer(row.written_at),
  };
}

export function toBody(row: SqlRow): EntryBody {
  return {
    ...toHead(row),
    name: textOrNull(row.name),
    ciphertext: text(row.ciphertext),
    iv: text(row.iv),
    tag: text(row.tag),
    meta: textOrNull(row.meta),
  };
}
