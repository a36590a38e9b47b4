import { invalidField } from '#kernel';
import { unpackManifest } from './manifest.js';
import type { ManifestEntry } from './manifest-lines.js';
import type { Vault } from './vault.js';
import { oldestFirst } from './vault-changes.js';
import { isLive } from './vault-state.js';

/** The place of an entry in a list that is ordered by changes. A page begins after it. */
export interface ListPlace {
  readonly seq: number;
  readonly id: string;
  /** True if all entries are listed. Both values are those of the first page. */
  readonly full: boolean;
  readonly revision: number;
}

/** The entries that are still to be listed. */
export interface Changes {
  /** In the order of their changes. Deleted entries are among them, unless all entries are listed. */
  readonly entries: readonly ManifestEntry[];
  readonly full: boolean;
  /** This list and its earlier pages hold everything that was published up to this revision. */
  readonly revision: number;
}

/**
 * The changes since the vault's revision `since`. All live entries instead, if `since` is null, older than the deletions
 * that are remembered, or higher than the vault's revision (the store was restored from a backup). All pages of a list
 * have the revision of the first page: the next list shows what is published meanwhile.
 */
export function changesSince(vault: Vault, revision: number, since: number | null, place: ListPlace | null): Changes {
  if (place) return continued(vault, place);
  const isKnown = since !== null && since >= vault.horizon && since <= revision;
  const entries = unpackManifest(vault.manifest).filter((entry) => (isKnown ? entry.seq > since : isLive(entry)));
  return { entries: entries.sort(oldestFirst), full: !isKnown, revision };
}

/** 400 if deletions that no page has shown were forgotten meanwhile. */
function continued(vault: Vault, place: ListPlace): Changes {
  const { full, revision } = place;
  if (!full && vault.horizon >= place.seq) {
    throw invalidField(
      'cursor',
      'cursor',
      'Too many entries were deleted since this list began. Begin the list again.',
    );
  }
  const entries = unpackManifest(vault.manifest).filter(
    (entry) => oldestFirst(entry, place) > 0 && (!full || isLive(entry)),
  );
  return { entries: entries.sort(oldestFirst), full, revision };
}
