/** A row of the archive. */
export interface ArchivedPlace {
  readonly id: string;
  readonly version: number;
}

/** Where a pass over all sealed values stands: among the heads, by id, or among the archived versions, by id and version. */
export type ResealPlace =
  | { readonly walk: 'heads'; readonly after: string | null }
  | { readonly walk: 'archive'; readonly after: ArchivedPlace | null };

/** The heads are done, the archive is not begun. */
export const AFTER_THE_HEADS = 'archive';

export function headPlace(id: string): string {
  return `head ${id}`;
}

export function archivePlace({ id, version }: ArchivedPlace): string {
  return `archive ${id} ${version}`;
}

/** Null is the beginning. Throws on anything that none of the others makes. */
export function parsePlace(place: string | null): ResealPlace {
  if (place === null) return { walk: 'heads', after: null };
  const [walk, id, version, ...more] = place.split(' ');
  if (more.length === 0 && walk === 'head' && id && version === undefined) return { walk: 'heads', after: id };
  if (place === AFTER_THE_HEADS) return { walk: 'archive', after: null };
  if (more.length === 0 && walk === 'archive' && id && /^[1-9]\d{0,14}$/.test(version ?? '')) {
    return { walk: 'archive', after: { id, version: Number(version) } };
  }
  throw new Error('no place of a pass over secrets');
}
