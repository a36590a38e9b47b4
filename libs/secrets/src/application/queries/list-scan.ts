import type { Stored } from '#kernel';
import type { ListPlace, PathRange } from '../../domain/path.js';
import type { SecretState, SecretSummary } from '../../domain/secret.js';
import type { SecretBound, SecretStore } from '../../ports/secret.store.js';

/** Reads secrets in the order (path, id), at most `limit`, inside `range` and after `after`. */
export type ListScan = (range: PathRange, after: ListPlace | null, limit: number) => Promise<Stored<SecretSummary>[]>;

/**
 * The most secrets that are looked up by a bound. If more are within it, the paths are walked instead: then every walk
 * soon meets some of them, unless they all lie far behind its beginning.
 */
export const PLACES_MAX = 2_000;

/** Walks the paths. */
export function scanOfPaths(store: SecretStore, state: SecretState): ListScan {
  return (range, after, limit) => store.scan(state, range, after, limit);
}

/** Reads only the secrets within the first bound that few secrets are within. Null: there is no such bound. */
export async function scanWithin(
  store: SecretStore,
  state: SecretState,
  bounds: readonly SecretBound[],
): Promise<ListScan | null> {
  for (const bound of bounds) {
    const places = await store.placesWithin(state, bound, PLACES_MAX);
    if (places) return scanOfPlaces(store, places.sort(compared));
  }
  return null;
}

function scanOfPlaces(store: SecretStore, places: readonly ListPlace[]): ListScan {
  return async ({ from, to }, after, limit) => {
    const left = places.filter(
      (place) =>
        place.path >= from && (to === null || place.path < to) && (after === null || compared(place, after) > 0),
    );
    const found: Stored<SecretSummary>[] = [];
    // A secret that was purged meanwhile is not found. Fewer rows than asked for would mean the end of the list.
    for (let at = 0; at < left.length && found.length < limit; ) {
      const ids = left.slice(at, at + limit - found.length).map(({ id }) => id);
      found.push(...(await store.summaries(ids)).sort((a, b) => compared(a.value, b.value)));
      at += ids.length;
    }
    return found;
  };
}

/** Paths and ids are ASCII, so characters compare as bytes. */
function compared(a: ListPlace, b: ListPlace): number {
  return comparedTexts(a.path, b.path) || comparedTexts(a.id, b.id);
}

function comparedTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
