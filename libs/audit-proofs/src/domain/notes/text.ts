import { NoteError } from './note-error.js';

/** The most bytes of a note, and of a file that contains one beside a few hashes. */
export const MAX_NOTE_BYTES = 1_000_000;

const DECIMAL = /^(?:0|[1-9]\d{0,15})$/;
/** The ASCII control characters but newline (C2SP signed-note). */
const CONTROL = /(?![\n\u007f-\u009f])\p{Cc}/u;

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `what` as a text of at most `most` bytes, of UTF-8 without control characters but newline. NoteError otherwise. */
export function readText(what: string, input: string | Uint8Array, most: number): string {
  if (input.length > most) throw new NoteError(`${what} is longer than ${most} bytes`);
  const text = typeof input === 'string' ? input : decoded(what, input);
  if (!text.isWellFormed()) throw new NoteError(`${what} is not UTF-8`);
  if (Buffer.byteLength(text) > most) throw new NoteError(`${what} is longer than ${most} bytes`);
  if (CONTROL.test(text)) throw new NoteError(`${what} contains a control character`);
  return text;
}

/** The bytes of standard base64 with padding (RFC 4648, section 4). Null unless it is what those bytes are written as. */
export function readBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** A safe integer from 0, without leading zeros. Null for any other text. */
export function readDecimal(text: string): number | null {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

function decoded(what: string, bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new NoteError(`${what} is not UTF-8`);
  }
}
