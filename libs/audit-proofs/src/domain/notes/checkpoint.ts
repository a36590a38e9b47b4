import { HASH_BYTES } from '#kernel';
import { type OpenedNote, openNote } from './note.js';
import { NoteError } from './note-error.js';
import { isKeyName, type NoteKey } from './note-key.js';
import { MAX_NOTE_BYTES, readBase64, readDecimal, readText } from './text.js';

/** The state of a log (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Names the log. */
  readonly origin: string;
  /** The number of leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
}

/** A checkpoint of another log may have extension lines, which mean nothing here. */
export interface ParsedCheckpoint extends Checkpoint {
  readonly extensions: readonly string[];
}

export interface OpenedCheckpoint extends OpenedNote {
  readonly checkpoint: ParsedCheckpoint;
}

/**
 * The text of a checkpoint: three lines, without extensions. An empty tree is not signed.
 *
 * Errors: RangeError if the origin cannot be the name of a key, the size is no safe integer from 1, the root has not 32 bytes.
 */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new RangeError('the origin must have no space, no "+" and no control character');
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError('the size must be a safe integer from 1');
  if (root.length !== HASH_BYTES) throw new RangeError('the root must have 32 bytes');
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** Reads the text of a checkpoint, which is **not verified**: use {@link openCheckpoint}. NoteError if it is none. */
export function parseCheckpoint(text: string): ParsedCheckpoint {
  const lines = readText('the checkpoint', text, MAX_NOTE_BYTES).split('\n');
  if (lines.pop() !== '') throw new NoteError('the checkpoint does not end with a newline');
  if (lines.includes('')) throw new NoteError('the checkpoint has an empty line');
  const [origin, decimal, base64, ...extensions] = lines;
  if (origin === undefined || decimal === undefined || base64 === undefined)
    throw new NoteError('the checkpoint has fewer than three lines');
  const size = readDecimal(decimal);
  if (size === null) throw new NoteError('the size of the checkpoint is no decimal number below 2^53');
  const root = readBase64(base64);
  if (root?.length !== HASH_BYTES) throw new NoteError('the root of the checkpoint is not the base64 of 32 bytes');
  return { origin, size, root, extensions };
}

/**
 * Opens a signed checkpoint: at least one of `keys` that is named as the origin signed it as a log, and no signature of any
 * of `keys` is wrong.
 *
 * Errors: NoteError.
 */
export function openCheckpoint(note: string | Uint8Array, keys: readonly NoteKey[]): OpenedCheckpoint {
  const opened = openNote(note, keys);
  const checkpoint = parseCheckpoint(opened.text);
  const isSigned = opened.verified.some(({ key }) => key.kind === 'ed25519' && key.name === checkpoint.origin);
  if (!isSigned) throw new NoteError('the checkpoint is not signed by a key with the name of its origin');
  return { ...opened, checkpoint };
}
