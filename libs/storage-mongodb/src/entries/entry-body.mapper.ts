import { type BodyHead, blobSize, type EntryBody } from '#entries';
import type { EntryBodyRow } from './entry-body.schema.js';

/** The fields that a head is read without. */
export const HEAD = { size: 0, name: 0, iv: 0, tag: 0, meta: 0, ciphertext: 0 } as const;

export type HeadRow = Omit<EntryBodyRow, keyof typeof HEAD>;

export function toBodyRow(body: EntryBody): EntryBodyRow {
  return {
    _id: body.id,
    ownerId: body.ownerId,
    entryId: body.entryId,
    generation: body.generation,
    revision: body.revision,
    previous: body.previous,
    rekey: body.rekey,
    createdAt: body.createdAt,
    writtenAt: body.writtenAt,
    size: blobSize(body),
    name: body.name,
    iv: body.iv,
    tag: body.tag,
    meta: body.meta,
    ciphertext: body.ciphertext,
  };
}

export function toHead(row: HeadRow): BodyHead {
  return {
    id: row._id,
    ownerId: row.ownerId,
    entryId: row.entryId,
    generation: row.generation,
    revision: row.revision,
    previous: row.previous,
    rekey: row.rekey,
    createdAt: row.createdAt,
    writtenAt: row.writtenAt,
  };
}

export function toBody(row: EntryBodyRow): EntryBody {
  const { name, ciphertext, iv, tag, meta } = row;
  return { ...toHead(row), name, ciphertext, iv, tag, meta };
}
