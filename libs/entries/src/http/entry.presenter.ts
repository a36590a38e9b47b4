import { type HeaderSink, tagged, timestamp } from '#access';
import type { EntryPage } from '../application/entries/list-entries.js';
import type { EntryBody } from '../domain/entry-body.js';
import type { EntryAnswer, ListedEntry } from './dto/entry.answers.js';

/** The answer. Sets its ETag. */
export function shownEntry(reply: HeaderSink, body: EntryBody): EntryAnswer {
  return tagged(reply, body.revision, entryAnswer(body));
}

/** The answer. It names each field that it shows, so that a new field of a body is not shown by accident. */
export function entryAnswer(body: EntryBody): EntryAnswer {
  return {
    id: body.entryId,
    name: body.name,
    ciphertext: body.ciphertext,
    iv: body.iv,
    tag: body.tag,
    meta: body.meta,
    generation: body.generation,
    revision: body.revision,
    deleted: false,
    created_at: timestamp(body.createdAt),
    updated_at: timestamp(body.writtenAt),
  };
}

export function listedEntry(item: EntryPage['items'][number]): ListedEntry {
  return 'iv' in item ? entryAnswer(item) : { id: item.entryId, revision: item.revision, deleted: true, ...NOTHING };
}

/** The fields that a deleted entry has no more. */
const NOTHING = {
  name: null,
  ciphertext: null,
  iv: null,
  tag: null,
  meta: null,
  generation: null,
  created_at: null,
  updated_at: null,
};
