import { type Bytes, fromBase64, toBase64 } from './bytes.js';
import type { SecretKey } from './password-keys.js';
import { open, seal } from './sealing.js';

/** The identity of one revision of one entry. */
export interface EntryIdentity {
  readonly userId: string;
  readonly entryId: string;
  readonly generation: number;
  readonly revision: number;
}

/** Labels beside the ciphertext. They are authenticated but not encrypted: the server can read them. */
export interface EntryLabels {
  /** At most 256 characters. */
  readonly name: string | null;
  /** base64 of at most 4 KiB. */
  readonly meta: string | null;
}

/** A sealed entry as it is sent, in base64. */
export interface SealedEntry extends EntryLabels {
  readonly ciphertext: string;
  readonly iv: string;
  readonly tag: string;
}

function fieldsOf({ userId, entryId, generation, revision }: EntryIdentity, { name, meta }: EntryLabels) {
  const label = (text: string | null) => (text === null ? '' : `=${text}`);
  return ['coffer/entry/v1', userId, entryId, String(generation), String(revision), label(name), label(meta)];
}

export async function sealEntry(
  key: SecretKey,
  identity: EntryIdentity,
  plaintext: Bytes,
  labels: EntryLabels,
): Promise<SealedEntry> {
  const { iv, ciphertext, tag } = await seal(key, plaintext, fieldsOf(identity, labels));
  return { ...labels, ciphertext: toBase64(ciphertext), iv: toBase64(iv), tag: toBase64(tag) };
}

/** Opens an entry; null if it was not sealed as this revision of this entry under this key. */
export async function openEntry(key: SecretKey, identity: EntryIdentity, sealed: SealedEntry): Promise<Bytes | null> {
  const { name, meta } = sealed;
  const [iv, ciphertext, tag] = [sealed.iv, sealed.ciphertext, sealed.tag].map(fromBase64);
  if (!iv || !ciphertext || !tag) return null;
  return open(key, { iv, ciphertext, tag }, fieldsOf(identity, { name, meta }));
}
