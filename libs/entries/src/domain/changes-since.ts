import { invalidField } from '#kernel';
import type { ManifestEntry, Vault } from './vault.js';
import { oldestFirst } from './vault-changes.js';
import { isLive } from './vault-state.js';

/** Where a list goes on: behind this entry, in the order of what changed. */
export interface ListPlace {
  readonly seq: number;
  readonly id: string;
  /** Whether everything is being listed, and the vault's revision, as the first page had them. */
  readonly full: boolean;
  readonly revision: number;
}

/** What is still to be listed. */
export interface Changes {
  /** In the order of what changed, deleted ones included unless everything is listed. */
  readonly entries: readonly ManifestEntry[];
  readonly full: boolean;
  /** All that was published up to here is in this list, or was in its pages before. */
  readonly revision: number;
}

/**
 * What has changed since the vault's revision `since`, or everything: where `since` is null, older than the deletions that are
 * remembered, or of a vault that has since been set back. A list goes by the revision of its first page: what is
 * published while it is read has a higher one and is found by the next list, if not by this.
 */
export function changesSince(vault: Vault, revision: number, since: number | null, place: ListPlace | null): Changes {
  if (place) return continued(vault, place);
  const isKnown = since !== null && since >= vault.horizon && since <= revision;
  const entries = vault.manifest.filter((entry) => (isKnown ? entry.seq > since : isLive(entry)));
  return { entries: entries.sort(oldestFirst), full: !isKnown, revision };
}

/** 400 when deletions that no page has shown yet were forgotten meanwhile. */
function continued(vault: Vault, place: ListPlace): Changes {
  const { full, revision } = place;
  if (!full && vault.horizon >= place.seq) {
    throw invalidField('cursor', 'cursor', 'Too much was deleted since this list began: begin it again.');
  }
  const entries = vault.manifest.filter((entry) => oldestFirst(entry, place) > 0 && (!full || isLive(entry)));
  return { entries: entries.sort(oldestFirst), full, revision };
}
