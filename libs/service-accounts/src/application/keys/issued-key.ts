import { type ApiKey, stateOf } from '../../domain/keys/api-key.js';
import type { ApiKeyStore } from '../../ports/api-key.store.js';
import type { KeyOverview } from './key-listing.js';

/** A key that was just made. */
export interface IssuedKey extends KeyOverview {
  /** The key itself, which is shown once. Null: an earlier request with the same Idempotency-Key made it. */
  readonly text: string | null;
}

export function justIssued(key: ApiKey, text: string): IssuedKey {
  return { key, state: 'active', lastUse: null, text };
}

/** A key that an earlier request made. */
export async function issuedBefore(store: ApiKeyStore, key: ApiKey, now: number): Promise<IssuedKey> {
  const lastUse = (await store.usesOf([key.id])).get(key.id) ?? null;
  return { key, state: stateOf(key, now), lastUse, text: null };
}
