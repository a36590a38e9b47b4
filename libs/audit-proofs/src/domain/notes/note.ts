import { cosignedMessage, decodeCosignature } from './cosignature.js';
import { ed25519Verify } from './ed25519.js';
import { NoteError } from './note-error.js';
import { isKeyName, type NoteKey, type NoteKeyKind } from './note-key.js';
import { MAX_NOTE_BYTES, readBase64, readText } from './text.js';

/** The most signatures of a note, as in other verifiers. C2SP signed-note asks for at least 16. */
export const MAX_SIGNATURES = 100;

const LINE = /^— (?<name>[^ ]+) (?<base64>[A-Za-z0-9+/=]+)$/u;
const ID_BYTES = 4;

/** A signature line, not verified. */
export interface SignatureLine {
  /** Without its newline. */
  readonly line: string;
  readonly name: string;
  /** Which key of that name, as in {@link NoteKey}. */
  readonly id: string;
  /** At least 1 byte. */
  readonly signature: Buffer;
}

/** A signature of a known key, verified. */
export interface VerifiedSignature {
  readonly key: NoteKey;
  readonly line: string;
  /** Of a cosignature: seconds since 1970. Null: the signature has no time. */
  readonly time: number | null;
}

export interface OpenedNote {
  /** What was signed, with its last newline. */
  readonly text: string;
  /** At least one, at most one for each key. */
  readonly verified: readonly VerifiedSignature[];
  /** The signature lines of unknown keys, not verified. */
  readonly unknown: readonly string[];
}

/** The line of a signature, without a newline: `— <name> <base64 of id and signature>`. */
export function signatureLine({ name, id }: Pick<NoteKey, 'name' | 'id'>, signature: Uint8Array): string {
  return `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}`;
}

/**
 * A signed note: the text, an empty line, the signature lines (C2SP signed-note).
 *
 * Errors: NoteError if the text does not end with a newline, or the result is no note that {@link splitNote} reads.
 */
export function signedNote(text: string, lines: readonly string[]): string {
  const note = `${text}\n${lines.map((line) => `${line}\n`).join('')}`;
  if (splitNote(note).text !== text) throw new NoteError('the text of a note must end with a newline');
  return note;
}

/** The note with further signature lines, each once. Errors: NoteError, as {@link splitNote}. */
export function appendLines(note: string, lines: readonly string[]): string {
  const { text, signatures } = splitNote(note);
  return signedNote(text, [...new Set([...signatures.map(({ line }) => line), ...lines])]);
}

/**
 * Splits a note into its text and its signatures. **Nothing is verified**: use {@link openNote} to trust a text.
 *
 * Errors: NoteError if it is no note: more than 1 MB or 100 signatures, not UTF-8, a control character, no empty line, a
 * line that is no signature.
 */
export function splitNote(note: string | Uint8Array): { text: string; signatures: readonly SignatureLine[] } {
  const whole = readText('the note', note, MAX_NOTE_BYTES);
  const end = whole.lastIndexOf('\n\n');
  if (end < 0) throw new NoteError('the note has no empty line before its signatures');
  const lines = whole.slice(end + 2).split('\n');
  if (lines.pop() !== '') throw new NoteError('the note does not end with a newline');
  if (lines.length === 0) throw new NoteError('the note has no signature');
  if (lines.length > MAX_SIGNATURES) throw new NoteError(`the note has more than ${MAX_SIGNATURES} signatures`);
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignatureLine) };
}

/** Reads a signature line, without its newline. NoteError if it is none. */
export function parseSignatureLine(line: string): SignatureLine {
  const { name = '', base64 = '' } = LINE.exec(line)?.groups ?? {};
  const bytes = readBase64(base64);
  if (!isKeyName(name) || bytes === null || bytes.length <= ID_BYTES)
    throw new NoteError('a signature line is not written as "— <name> <base64>"');
  return { line, name, id: bytes.toString('hex', 0, ID_BYTES), signature: bytes.subarray(ID_BYTES) };
}

/**
 * Opens a note: verifies every signature of a known key, and ignores those of other keys.
 *
 * Errors: NoteError if it is no note ({@link splitNote}), if a signature of a known key is wrong, if no known key signed it,
 * or if two different keys have one name and id: whoever makes keys finds such a pair in minutes, as an id has 4 bytes.
 */
export function openNote(note: string | Uint8Array, keys: readonly NoteKey[]): OpenedNote {
  const known = keysByName(keys);
  const { text, signatures } = splitNote(note);
  const verified = new Map<NoteKey, VerifiedSignature>();
  const unknown: string[] = [];
  for (const signature of signatures) {
    const key = known.get(`${signature.name}+${signature.id}`);
    if (!key) unknown.push(signature.line);
    else if (!verified.has(key)) verified.set(key, verifyLine(text, signature, key));
    else verifyLine(text, signature, key);
  }
  if (verified.size === 0) throw new NoteError('the note has no signature of a known key');
  return { text, verified: [...verified.values()], unknown };
}

function keysByName(keys: readonly NoteKey[]): Map<string, NoteKey> {
  const known = new Map<string, NoteKey>();
  for (const key of keys) {
    const place = `${key.name}+${key.id}`;
    const other = known.get(place);
    if (other && !other.publicKey.equals(key.publicKey)) throw new NoteError('two keys have one name and id');
    known.set(place, other ?? key);
  }
  return known;
}

/** What a key of each kind signs, and its 64 bytes in the signature line. Null: the line has no such bytes. */
const SIGNED: Readonly<Record<NoteKeyKind, (text: string, bytes: Buffer) => Signed | null>> = {
  ed25519: (text, bytes) => ({ time: null, message: Buffer.from(text), signature: bytes }),
  cosignature: (text, bytes) => {
    const cosigned = decodeCosignature(bytes);
    return cosigned && { ...cosigned, message: cosignedMessage(cosigned.time, text) };
  },
};

interface Signed {
  readonly time: number | null;
  readonly message: Buffer;
  readonly signature: Buffer;
}

function verifyLine(text: string, { line, signature: bytes }: SignatureLine, key: NoteKey): VerifiedSignature {
  const signed = SIGNED[key.kind](text, bytes);
  if (!signed || !ed25519Verify(key.publicKey, signed.message, signed.signature))
    throw new NoteError('a signature of a known key is wrong');
  return { key, line, time: signed.time };
}
