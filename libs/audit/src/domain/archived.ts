import type { SeqRange } from './damage.js';

/** Records that are archived: they are in the archive, and no longer in the log. */
export interface Archived extends SeqRange {
  readonly archived: string;
}

export function archivedRecords({ first, last }: SeqRange): Archived {
  const archived = first === last ? `Record ${first} is archived.` : `Records ${first} to ${last} are archived.`;
  return { first, last, archived };
}

export function isArchived(one: object): one is Archived {
  return 'archived' in one;
}

/** What is left of `ranges` from the number `first` on: what is below is archived, and nothing of it is missing. */
export function notArchived<Range extends SeqRange>(ranges: readonly Range[], first: number): Range[] {
  return ranges
    .filter((range) => range.last >= first)
    .map((range) => (range.first >= first ? range : { ...range, first }));
}

/** A part of a scan, as a store found it. `asked`: the lowest number that was asked for. `archived`: the last archived one. */
export function besideArchive<Scan extends { readonly missing: readonly number[]; readonly next: number | null }>(
  scan: Scan,
  asked: number,
  archived: number,
): Scan & { readonly archivedBefore: number | null } {
  const reached = scan.next === null && asked <= archived;
  return {
    ...scan,
    missing: scan.missing.filter((seq) => seq > archived),
    archivedBefore: reached ? archived + 1 : null,
  };
}
