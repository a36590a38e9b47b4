import { HASH_BYTES, leafHash } from '#kernel';
import { MAX_ENTRY_BYTES } from '../tree/entries.js';
import { MAX_PROOF_HASHES, verifyInclusion } from '../tree/verify.js';
import { splitNote } from './note.js';
import { NoteError } from './note-error.js';
import { type OpenedByPolicy, openByPolicy, type Policy } from './policy.js';
import { MAX_NOTE_BYTES, readBase64, readDecimal, readText } from './text.js';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';
const INDEX = 'index ';

/** A note, and the hashes and extra data before it. */
const MAX_FILE_BYTES = MAX_NOTE_BYTES + 100_000;

/** That a leaf is in a log, for somebody who has the leaf and trusts some keys (C2SP tlog-proof). */
export interface ProofFile {
  /** Of the leaf, from 0. */
  readonly index: number;
  /** The inclusion proof, from the leaf's sibling to the root's child. */
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint, exactly. */
  readonly checkpoint: string;
  /** Anything, at most 65,535 bytes. **Nothing vouches for it.** Null: none. */
  readonly extra: Buffer | null;
}

/** The text of a `.tlog-proof` file. RangeError for a part that {@link parseProofFile} would refuse; NoteError for a checkpoint. */
export function formatProofFile({ index, hashes, checkpoint, extra }: ProofFile): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError('the index must be a safe integer from 0');
  if (hashes.length > MAX_PROOF_HASHES || hashes.some((hash) => hash.length !== HASH_BYTES))
    throw new RangeError(`the proof must have at most ${MAX_PROOF_HASHES} hashes of ${HASH_BYTES} bytes`);
  if (extra && (extra.length < 1 || extra.length > MAX_ENTRY_BYTES))
    throw new RangeError(`the extra data must have 1 to ${MAX_ENTRY_BYTES} bytes`);
  splitNote(checkpoint);
  const extraLine = extra ? [EXTRA + extra.toString('base64')] : [];
  const lines = [FIRST_LINE, ...extraLine, INDEX + index, ...hashes.map((hash) => hash.toString('base64'))];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a `.tlog-proof` file. **Nothing is verified**: use {@link verifyProofFile}. NoteError if it is none. */
export function parseProofFile(file: string | Uint8Array): ProofFile {
  const text = readText('the proof file', file, MAX_FILE_BYTES);
  const end = text.indexOf('\n\n');
  if (end < 0) throw new NoteError('the proof file has no empty line before its checkpoint');
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== FIRST_LINE) throw new NoteError(`the first line of the proof file is not ${FIRST_LINE}`);
  const extra = lines[0]?.startsWith(EXTRA) ? readExtra(lines.shift() ?? '') : null;
  const index = readIndex(lines.shift() ?? '');
  if (lines.length > MAX_PROOF_HASHES) throw new NoteError(`the proof file has more than ${MAX_PROOF_HASHES} hashes`);
  const checkpoint = text.slice(end + 2);
  splitNote(checkpoint);
  return { index, hashes: lines.map(readHash), checkpoint, extra };
}

/**
 * Verifies that the log has this leaf: the checkpoint satisfies the policy, and the proof leads from the leaf to its root.
 * A text is taken as UTF-8.
 *
 * Errors: NoteError with the reason.
 */
export function verifyProofFile(
  file: string | Uint8Array,
  leaf: string | Uint8Array,
  policy: Policy,
): OpenedByPolicy & { readonly index: number } {
  const { index, hashes, checkpoint: note } = parseProofFile(file);
  const opened = openByPolicy(policy, note);
  const { size, root } = opened.checkpoint;
  if (!verifyInclusion({ leaf: leafHash(leaf), index, size, proof: hashes, root }))
    throw new NoteError('the proof does not lead from the leaf to the root of the checkpoint');
  return { ...opened, index };
}

function readExtra(line: string): Buffer {
  const extra = readBase64(line.slice(EXTRA.length));
  if (extra === null || extra.length < 1 || extra.length > MAX_ENTRY_BYTES)
    throw new NoteError(`the extra data of the proof file is not the base64 of 1 to ${MAX_ENTRY_BYTES} bytes`);
  return extra;
}

function readIndex(line: string): number {
  const index = line.startsWith(INDEX) ? readDecimal(line.slice(INDEX.length)) : null;
  if (index === null) throw new NoteError('the proof file has no line "index <decimal number below 2^53>"');
  return index;
}

function readHash(line: string): Buffer {
  const hash = readBase64(line);
  if (hash?.length !== HASH_BYTES) throw new NoteError('a hash of the proof file is not the base64 of 32 bytes');
  return hash;
}
