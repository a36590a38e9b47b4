import { type ApiKey, stateOf } from '../../domain/keys/api-key.js';
import type { ApiKeyStore } from '../../ports/api-key.store.js';
import type { KeyOverview } from './key-listing.js';

/** `expiresAt`: in milliseconds since 1970. */
export interface IssuedWrap {
  readonly token: string;
  readonly expiresAt: number;
}

/** A key that was just made. */
export interface IssuedKey extends KeyOverview {
  /** The key itself, which is shown once. Null: it is handed over, or an earlier request with the same Idempotency-Key made it. */
  readonly text: string | null;
  /** The token that opens the key, once, in its place. Null: the key was not handed over. */
  readonly wrap: IssuedWrap | null;
}

/** With a `wrap`, the text itself is shown to nobody. */
export function justIssued(key: ApiKey, text: string, wrap: IssuedWrap | null = null): IssuedKey {
  return { key, state: 'active', lastUse: null, text: wrap === null ? text : null, wrap };
}

/** A key that an earlier request made. */
export async function issuedBefore(store: ApiKeyStore, key: ApiKey, now: number): Promise<IssuedKey> {
  const lastUse = (await store.usesOf([key.id])).get(key.id) ?? null;
  return { key, state: stateOf(key, now), lastUse, text: null, wrap: null };
}
