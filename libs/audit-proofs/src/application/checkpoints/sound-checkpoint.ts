import { StoreDamaged } from '#kernel';
import { parseCheckpoint } from '../../domain/notes/checkpoint.js';
import { parseVkey } from '../../domain/notes/note-key.js';
import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';

/** Before the signatures of a note (C2SP signed-note). */
const END_OF_TEXT = '\n\n';

/**
 * Whether a row of the store can be a checkpoint: its note states the origin, the size and the root beside it, and its keys can
 * be read. Who can write the store may have altered it. The signatures are **not verified**.
 */
export function isSound({ epoch, origin, size, root, note, keys }: StoredCheckpoint): boolean {
  try {
    const stated = parseCheckpoint(note.slice(0, note.indexOf(END_OF_TEXT) + 1));
    for (const { vkey } of keys) parseVkey(vkey);
    const isStated = stated.origin === origin && stated.size === size && stated.root.toString('base64') === root;
    return isStated && Number.isSafeInteger(epoch) && epoch >= 1 && size >= 1;
  } catch {
    return false;
  }
}

/** The same checkpoint. StoreDamaged if it is not {@link isSound}. */
export function requireSound(stored: StoredCheckpoint): StoredCheckpoint {
  if (isSound(stored)) return stored;
  throw new StoreDamaged(new Error('a checkpoint in the store is not what its note states'));
}
