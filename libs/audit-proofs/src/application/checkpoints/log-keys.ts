import { formatVkey, type NoteKey, noteKey } from '../../domain/notes/note-key.js';
import type { LogKey, LogKeyState } from '../../ports/checkpoint.store.js';
import type { HeadKey, SignedHead } from '../../ports/signing-head.js';

/** The keys that sign now: those whose overlap has not ended, and in any case the newest. `now`: milliseconds since 1970. */
export function signingKeys({ keys }: Pick<SignedHead, 'keys'>, now: number): readonly HeadKey[] {
  return keys.filter((key) => stateOf(key, keys, now) !== 'retired');
}

/** All keys of the log, the oldest first. */
export function logKeys({ origin, keys }: Pick<SignedHead, 'origin' | 'keys'>, now: number): readonly LogKey[] {
  return keys.map((key) => ({ vkey: formatVkey(keyOf(origin, key)), state: stateOf(key, keys, now) }));
}

/** The key of the log under its origin, as verifiers know it. */
export function keyOf(origin: string, { publicKey }: Pick<HeadKey, 'publicKey'>): NoteKey {
  return noteKey(origin, Buffer.from(publicKey, 'base64'));
}

function stateOf(key: HeadKey, keys: readonly HeadKey[], now: number): LogKeyState {
  if (key === keys.at(-1)) return 'active';
  return key.until === null || key.until > now ? 'retiring' : 'retired';
}
