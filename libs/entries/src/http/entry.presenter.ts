import { type HeaderSink, tagged } from '#access';
import type { EntryPage } from '../application/entries/list-entries.js';
import type { Generations } from '../application/rekeys/show-generations.js';
import type { EntryBody } from '../domain/entry-body.js';
import { restorableUntil } from '../domain/vault-state.js';
import type { EntryAnswer, ListedEntry } from './dto/entry.answers.js';
import type { GenerationsAnswer } from './dto/rekey.answers.js';

/** The answer, and its ETag beside it. */
export function shownEntry(reply: HeaderSink, body: EntryBody): EntryAnswer {
  return tagged(reply, body.revision, entryAnswer(body));
}

/** A list of what is shown, so that what a body gains later is not. */
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

export function generationsAnswer({ previous, rekey, ...present }: Generations): GenerationsAnswer {
  return {
    generation: present.generation,
    wrapped_key: present.wrappedKey,
    revision: present.revision,
    previous: previous && {
      generation: previous.generation,
      wrapped_key: previous.wrappedKey,
      entries: previous.entries,
      superseded_at: timestamp(previous.supersededAt),
      restorable_until: timestamp(restorableUntil(previous)),
    },
    rekey: rekey && { id: rekey.id, generation: rekey.generation },
  };
}

/** What a deleted entry has not. */
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

function timestamp(at: number): string {
  return new Date(at).toISOString();
}
