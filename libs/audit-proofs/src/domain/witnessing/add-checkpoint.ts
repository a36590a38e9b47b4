import { HASH_BYTES } from '#kernel';
import { NoteError } from '../notes/note-error.js';
import { readBase64, readDecimal, readText } from '../notes/text.js';
import { MAX_PROOF_HASHES } from '../tree/verify.js';

/** A request to a witness (C2SP tlog-witness, `add-checkpoint`). */
export interface AddCheckpoint {
  /** The size that the witness cosigned last; 0: none, as far as the log knows. */
  readonly old: number;
  /** Proves that the checkpoint's tree begins with that of the old size. Empty for 0. */
  readonly proof: readonly Buffer[];
  /** The checkpoint, signed by its log. */
  readonly note: string;
}

/** The type of an answer that tells the size that a witness cosigned last. */
export const SIZE_TYPE = 'text/x.tlog.size';

/** The most bytes of a request that {@link parseAddCheckpoint} reads. A note of 16 signatures and 63 hashes has 6,000. */
export const MAX_REQUEST_BYTES = 16_384;

/** The body of the request. */
export function formatAddCheckpoint({ old, proof, note }: AddCheckpoint): string {
  return `old ${old}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}`;
}

/**
 * Reads a body. The note itself is **not looked at**.
 *
 * Errors: NoteError if it has more than 16 KiB or 63 hashes, is not UTF-8, or a line is not written as the specification says.
 */
export function parseAddCheckpoint(body: string | Uint8Array): AddCheckpoint {
  const text = readText('the request', body, MAX_REQUEST_BYTES);
  const end = text.indexOf('\n\n');
  if (end < 0) throw new NoteError('the request has no empty line before the checkpoint');
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const old = first.startsWith('old ') ? readDecimal(first.slice(4)) : null;
  if (old === null) throw new NoteError('the first line of the request is not "old" and a size');
  if (lines.length > MAX_PROOF_HASHES) throw new NoteError(`the request has more than ${MAX_PROOF_HASHES} hashes`);
  return { old, proof: lines.map(readHash), note: text.slice(end + 2) };
}

/** The body of the answer 409: the size that was cosigned last. */
export function formatSize(size: number): string {
  return `${size}\n`;
}

/** Reads {@link formatSize}. Null for any other text. */
export function parseSize(body: string): number | null {
  return body.endsWith('\n') ? readDecimal(body.slice(0, -1)) : null;
}

function readHash(line: string): Buffer {
  const hash = readBase64(line);
  if (hash?.length !== HASH_BYTES) throw new NoteError('a line of the proof is not the base64 of 32 bytes');
  return hash;
}
