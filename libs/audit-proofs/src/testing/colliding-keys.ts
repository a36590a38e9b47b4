import { type NoteKey, noteKey } from '../domain/notes/note-key.js';

/** Two keys with one name and id. An id has 4 bytes: such a pair was found in a second by trying numbers. */
export function collidingKeys(): readonly [NoteKey, NoteKey] {
  return [keyOf(45_307), keyOf(55_990)];
}

function keyOf(number: number): NoteKey {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32LE(number);
  return noteKey('log.example/1', bytes);
}
