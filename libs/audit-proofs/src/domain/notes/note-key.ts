import { hash } from 'node:crypto';
import { ED25519_KEY_BYTES } from './ed25519.js';
import { NoteError } from './note-error.js';
import { readBase64, readText } from './text.js';

/**
 * What a key signs (C2SP signed-note, "Signature types"):
 * - `ed25519` (0x01): the text of the note. Logs sign so.
 * - `cosignature` (0x04): a time and the text, with Ed25519 (C2SP tlog-cosignature). Witnesses sign so.
 */
export type NoteKeyKind = 'ed25519' | 'cosignature';

const TYPE_BYTES: Readonly<Record<NoteKeyKind, number>> = { ed25519: 0x01, cosignature: 0x04 };

const ID_BYTES = 4;
const MAX_VKEY_BYTES = 1_024;
const VKEY = /^(?<name>[^+]+)\+(?<id>[0-9a-f]{8})\+(?<key>[A-Za-z0-9+/=]+)$/;
const NAME = /^[^+\p{White_Space}]+$/u;

/** A key that verifies notes. */
export interface NoteKey {
  /** Of a log: its origin. No space, no `+`. */
  readonly name: string;
  readonly kind: NoteKeyKind;
  /** The first 4 bytes of SHA-256 over name, newline, type and public key, as 8 hex digits. */
  readonly id: string;
  /** Ed25519: 32 bytes (RFC 8032). */
  readonly publicKey: Buffer;
}

/** A key under its name. RangeError for a name that is empty, or has a space or `+`, and for a key that has not 32 bytes. */
export function noteKey(name: string, publicKey: Uint8Array, kind: NoteKeyKind = 'ed25519'): NoteKey {
  if (!isKeyName(name)) throw new RangeError('the name of a key must have no space, no "+" and no control character');
  if (publicKey.length !== ED25519_KEY_BYTES) throw new RangeError('a public key must have 32 bytes');
  const text = Buffer.concat([Buffer.from(`${name}\n`), typed(kind, publicKey)]);
  const id = hash('sha256', text, 'buffer').subarray(0, ID_BYTES).toString('hex');
  return { name, kind, id, publicKey: Buffer.from(publicKey) };
}

/** The key as verifiers are given it: `<name>+<id>+<base64 of type and public key>`. */
export function formatVkey({ name, kind, id, publicKey }: NoteKey): string {
  return `${name}+${id}+${typed(kind, publicKey).toString('base64')}`;
}

/** Reads what {@link formatVkey} writes. NoteError for any other text, another type of key, or an id that is not the key's. */
export function parseVkey(text: string): NoteKey {
  const { name = '', id = '', key = '' } = VKEY.exec(readText('the key', text, MAX_VKEY_BYTES))?.groups ?? {};
  if (!isKeyName(name)) throw new NoteError('the key is not written as <name>+<id>+<base64>');
  const bytes = readBase64(key);
  const kind = bytes === null ? undefined : kindOf(bytes);
  if (bytes === null || kind === undefined) throw new NoteError('the key is of a type that is not supported');
  const found = noteKey(name, bytes.subarray(1), kind);
  if (found.id !== id) throw new NoteError('the id of the key is not that of its name and public key');
  return found;
}

/** Whether it can be the name of a key: not empty, no space (of Unicode), no `+`. */
export function isKeyName(name: string): boolean {
  return NAME.test(name) && name.isWellFormed() && !/\p{Cc}/u.test(name);
}

function typed(kind: NoteKeyKind, publicKey: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(TYPE_BYTES[kind]), publicKey]);
}

function kindOf(bytes: Buffer): NoteKeyKind | undefined {
  if (bytes.length !== 1 + ED25519_KEY_BYTES) return undefined;
  return (['ed25519', 'cosignature'] as const).find((kind) => TYPE_BYTES[kind] === bytes[0]);
}
