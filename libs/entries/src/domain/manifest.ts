import type { VaultSnapshot } from './entry-body.js';

declare const packed: unique symbol;

/**
 * The entries of a vault in the form in which stores keep them: a JSON list of lists. At most 1.9 MiB for 20,000 entries.
 *
 * It stays text in memory. A change of one entry finds its line and replaces it. To build 20,000 objects for each change
 * and to write all of them again took 20 ms of the processor.
 */
export type Manifest = string & { readonly [packed]: true };

/** One entry in the vault: it names the present body. */
export interface ManifestEntry {
  /** A UUID, as is `body`. */
  readonly id: string;
  /** Begins at 1 in each line of generations. The client's seal authenticates it. */
  readonly revision: number;
  /** The id of its present body. Null: the entry is deleted. */
  readonly body: string | null;
  /** The revision of the vault that published this body or this deletion. */
  readonly seq: number;
}

type Line = readonly [id: string, revision: number, body: string | null, seq: number];
type SnapshotLine = readonly [id: string, revision: number, body: string];

/** What only the line of a deleted entry holds: ids are UUIDs. */
const DELETED = ',null,';
const BETWEEN = '],[';
/** No line is shorter: `["<UUID>",1,null,1]`. */
const LINE_LEAST = 49;
/** No line of a live entry is shorter: `["<UUID>",1,"<UUID>",1]`. */
const LIVE_LINE_LEAST = 83;

/** Only for stores, which read what {@link packManifest} made. */
export function asManifest(text: string): Manifest {
  return text as Manifest;
}

/**
 * @example
 * packManifest([{ id: 'a', revision: 3, body: 'b', seq: 7 }]); // '[["a",3,"b",7]]'
 */
export function packManifest(entries: readonly ManifestEntry[]): Manifest {
  return asManifest(`[${entries.map(lineOf).join()}]`);
}

/** All entries, for work on the whole vault: about 2 ms of the processor for 10,000. */
export function unpackManifest(manifest: Manifest): ManifestEntry[] {
  return (JSON.parse(manifest) as Line[]).map(entryOf);
}

/** The entry, also a deleted one. Null: there is none. */
export function entryIn(manifest: Manifest, id: string): ManifestEntry | null {
  const from = startOf(manifest, id);
  return from < 0 ? null : entryAt(manifest, from);
}

/** The manifest with this entry in the place of the one with its id, if there is one. It is the last line. */
export function withEntry(manifest: Manifest, entry: ManifestEntry): Manifest {
  const rest = withoutLine(manifest, entry.id);
  return asManifest(`${rest.slice(0, -1)}${rest === '[]' ? '' : ','}${lineOf(entry)}]`);
}

/** The manifest without any trace of this entry. */
export function withoutLine(manifest: Manifest, id: string): Manifest {
  const from = startOf(manifest, id);
  if (from < 0) return manifest;
  const to = manifest.indexOf(']', from) + 1;
  const isLast = manifest[to] !== ',';
  const before = manifest.slice(0, isLast && from > 1 ? from - 1 : from);
  return asManifest(`${before}${manifest.slice(isLast ? to : to + 1)}`);
}

/** Whether the vault has at least `most` live entries. Counts only if the text is long enough for so many. */
export function hasLive(manifest: Manifest, most: number): boolean {
  return manifest.length > most * LIVE_LINE_LEAST && countLive(manifest) >= most;
}

export function countLive(manifest: Manifest): number {
  return manifest === '[]' ? 0 : count(manifest, BETWEEN) + 1 - count(manifest, DELETED);
}

/** How many deleted entries it has past `most`; 0 or less: it has none. Counts only if the text is long enough. */
export function deletedPast(manifest: Manifest, most: number): number {
  return manifest.length > most * LINE_LEAST ? count(manifest, DELETED) - most : 0;
}

/** The deleted entry with the lowest seq; of several, the one with the lowest id. Null: none is deleted. */
export function oldestDeleted(manifest: Manifest): ManifestEntry | null {
  let oldest: ManifestEntry | null = null;
  for (let at = manifest.indexOf(DELETED); at >= 0; at = manifest.indexOf(DELETED, at + LINE_LEAST)) {
    const seq = Number(manifest.slice(at + DELETED.length, manifest.indexOf(']', at)));
    if (oldest && seq > oldest.seq) continue;
    const entry = entryAt(manifest, manifest.lastIndexOf('[', at));
    if (!oldest || seq < oldest.seq || entry.id < oldest.id) oldest = entry;
  }
  return oldest;
}

export function packSnapshot(manifest: VaultSnapshot['manifest']): string {
  return JSON.stringify(manifest.map(({ id, revision, body }): SnapshotLine => [id, revision, body]));
}

export function unpackSnapshot(text: string): VaultSnapshot['manifest'] {
  const lines: readonly SnapshotLine[] = JSON.parse(text);
  return lines.map(([id, revision, body]) => ({ id, revision, body }));
}

/** Where the line of an entry begins; -1: there is none. A body's id stands behind a comma, never behind a bracket. */
function startOf(manifest: Manifest, id: string): number {
  return manifest.indexOf(`["${id}",`);
}

function entryAt(manifest: Manifest, from: number): ManifestEntry {
  return entryOf(JSON.parse(manifest.slice(from, manifest.indexOf(']', from) + 1)));
}

function lineOf({ id, revision, body, seq }: ManifestEntry): string {
  return JSON.stringify([id, revision, body, seq] satisfies Line);
}

function entryOf([id, revision, body, seq]: Line): ManifestEntry {
  return { id, revision, body, seq };
}

/** How often `part` occurs. It occurs once a line at most. */
function count(manifest: Manifest, part: string): number {
  let found = 0;
  for (let at = manifest.indexOf(part); at >= 0; at = manifest.indexOf(part, at + LINE_LEAST)) found += 1;
  return found;
}
