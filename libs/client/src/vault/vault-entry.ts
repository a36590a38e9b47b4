import { type Bytes, fromBase64 } from '../crypto/bytes.js';
import { openEntry } from '../crypto/entry-sealing.js';
import type { SecretKey } from '../crypto/password-keys.js';
import { ServerDistrusted } from '../errors.js';
import type { EntryOnWire } from './wire.js';

/** The content of an entry. */
export interface EntryContent {
  /** 1 byte to 256 KiB; the server never sees it. */
  readonly data: Bytes;
  /** 1 to 256 characters that the server CAN read; authenticated. */
  readonly name?: string | null;
  /** 1 byte to 4 KiB that the server CAN read; authenticated. */
  readonly meta?: Bytes | null;
}

/** An opened entry: exactly this content was sealed as this revision. */
export interface VaultEntry extends Required<EntryContent> {
  readonly id: string;
  readonly generation: number;
  readonly revision: number;
  /** Claimed by the server, not authenticated. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Errors: ServerDistrusted `cannot_open` with the entry's id. */
export async function opened(key: SecretKey, userId: string, wire: EntryOnWire): Promise<VaultEntry> {
  const { id, generation, revision } = wire;
  const data = await openEntry(key, { userId, entryId: id, generation, revision }, wire);
  if (data === null) throw new ServerDistrusted('cannot_open', id);
  const { name, createdAt, updatedAt } = wire;
  const meta = wire.meta === null ? null : fromBase64(wire.meta);
  return { id, name, meta, generation, revision, createdAt, updatedAt, data };
}
