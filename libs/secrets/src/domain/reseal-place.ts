/** An archived version. */
export interface ArchivedPlace {
  readonly id: string;
  readonly version: number;
}

/** The progress of a pass over all sealed values: among the heads by id, or among archived versions by id and version. */
export type ResealPlace =
  | { readonly walk: 'heads'; readonly after: string | null }
  | { readonly walk: 'archive'; readonly after: ArchivedPlace | null };

/** The place between the heads and the archive. */
export const AFTER_THE_HEADS = 'archive';

export function headPlace(id: string): string {
  return `head ${id}`;
}

export function archivePlace({ id, version }: ArchivedPlace): string {
  return `archive ${id} ${version}`;
}

/**
 * Reads a place as a text. Null is the beginning. Throws for a text that the functions above do not make.
 *
 * @example
 * parsePlace('archive 0193 7'); // { walk: 'archive', after: { id: '0193', version: 7 } }
 */
export function parsePlace(place: string | null): ResealPlace {
  if (place === null) return { walk: 'heads', after: null };
  const [walk, id, version, ...more] = place.split(' ');
  if (more.length === 0 && walk === 'head' && id && version === undefined) return { walk: 'heads', after: id };
  if (place === AFTER_THE_HEADS) return { walk: 'archive', after: null };
  if (more.length === 0 && walk === 'archive' && id && /^[1-9]\d{0,14}$/.test(version ?? '')) {
    return { walk: 'archive', after: { id, version: Number(version) } };
  }
  throw new Error('This text is no place of a pass over secrets.');
}
