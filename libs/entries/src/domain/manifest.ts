import { newId } from '#kernel';
import type { VaultSnapshot } from './entry-body.js';
import {
  countLines,
  entriesOf,
  type Lines,
  lineIn,
  linesOf,
  type ManifestEntry,
  NO_LINES,
  oldestDeletedOf,
  together,
  withLine,
  withoutLine,
  withoutLines,
} from './manifest-lines.js';

/** Most of the lines of a vault that has many. Nothing ever changes under its id. */
export interface ManifestBase {
  readonly id: string;
  /** At most 1.9 MiB, for 20,000 entries. */
  readonly lines: Lines;
}

/**
 * The entries of a vault, in the form in which stores keep them. A change writes `changes`, not the base, so it costs the
 * same in a vault of 10 entries and of 10,000.
 */
export interface Manifest {
  /** Null: all lines are in `changes`. */
  readonly base: ManifestBase | null;
  /**
   * What changed since the base was made, the latest last. A line stands in the place of the base's line with its id; a
   * line with seq 0 says that the base's line counts no longer. At most {@link CHANGES_MOST} characters, and more only
   * where an earlier version wrote them.
   */
  readonly changes: Lines;
  /** Entries that are not deleted. */
  readonly live: number;
  readonly deleted: number;
}

/**
 * One change writes 6 KB on average. About each 140th change makes a new base, of up to 1.9 MB: so a change costs least
 * where its own bytes and its share of the next base are about the same.
 */
export const CHANGES_MOST = 12_288;

type SnapshotLine = readonly [id: string, revision: number, body: string];

const NONE: ReadonlySet<string> = new Set();

export function packManifest(entries: readonly ManifestEntry[]): Manifest {
  return folded(manifestOf(linesOf(entries)));
}

/** All lines as changes: what versions wrote that knew no base. */
export function manifestOf(changes: Lines): Manifest {
  return { base: null, changes, ...countLines(changes) };
}

/** All entries, for work on the whole vault: about 2 ms of the processor for 10,000. */
export function unpackManifest({ base, changes }: Manifest): ManifestEntry[] {
  const changed = entriesOf(changes);
  const kept = changed.filter(isRemembered);
  if (!base) return kept;
  const ids = idsOf(changed);
  return [...entriesOf(base.lines).filter(({ id }) => !ids.has(id)), ...kept];
}

/** The entry, also a deleted one. Null: there is none. */
export function entryIn({ base, changes }: Manifest, id: string): ManifestEntry | null {
  const changed = lineIn(changes, id);
  if (changed) return isRemembered(changed) ? changed : null;
  return base && lineIn(base.lines, id);
}

/** The manifest with this entry in the place of the one with its id, if there is one. */
export function withEntry(manifest: Manifest, entry: ManifestEntry): Manifest {
  const rest = counted(manifest, entryIn(manifest, entry.id), -1);
  return folded(counted({ ...rest, changes: withLine(manifest.changes, entry) }, entry, 1));
}

/** The manifest without any trace of this entry. */
export function withoutTrace(manifest: Manifest, id: string): Manifest {
  const { base, changes } = manifest;
  const forgotten = base && lineIn(base.lines, id) ? withLine(changes, { id, ...FORGOTTEN }) : withoutLine(changes, id);
  return folded(counted({ ...manifest, changes: forgotten }, entryIn(manifest, id), -1));
}

/** The deleted entry with the lowest seq; of several, the one with the lowest id. Null: none is deleted. */
export function oldestDeleted({ base, changes }: Manifest): ManifestEntry | null {
  const changed = entriesOf(changes);
  const forgotten = idsOf(changed.filter((entry) => !isRemembered(entry)));
  const latest = oldestDeletedOf(changes, forgotten);
  const old = base && oldestDeletedOf(base.lines, idsOf(changed));
  return old && (!latest || old.seq < latest.seq || (old.seq === latest.seq && old.id < latest.id)) ? old : latest;
}

/**
 * The same entries in a new base, if too much has changed since the present one: about 4 ms for 20,000 entries. Otherwise
 * the same manifest.
 */
export function folded(manifest: Manifest): Manifest {
  if (manifest.changes.length <= CHANGES_MOST) return manifest;
  const lines = linesIn(manifest);
  return { base: { id: newId(), lines }, changes: NO_LINES, ...countLines(lines) };
}

export function packSnapshot(manifest: VaultSnapshot['manifest']): string {
  return JSON.stringify(manifest.map(({ id, revision, body }): SnapshotLine => [id, revision, body]));
}

export function unpackSnapshot(text: string): VaultSnapshot['manifest'] {
  const lines: readonly SnapshotLine[] = JSON.parse(text);
  return lines.map(([id, revision, body]) => ({ id, revision, body }));
}

const FORGOTTEN = { revision: 0, body: null, seq: 0 } as const;

function isRemembered({ seq }: ManifestEntry): boolean {
  return seq > 0;
}

function idsOf(entries: readonly ManifestEntry[]): ReadonlySet<string> {
  return entries.length === 0 ? NONE : new Set(entries.map(({ id }) => id));
}

function counted<M extends Manifest>(manifest: M, entry: ManifestEntry | null, by: 1 | -1): M {
  if (!entry) return manifest;
  const kind = entry.body === null ? 'deleted' : 'live';
  return { ...manifest, [kind]: manifest[kind] + by };
}

/** All lines that count. Without a base no line is forgotten. */
function linesIn({ base, changes }: Manifest): Lines {
  if (!base) return changes;
  const changed = entriesOf(changes);
  const forgotten = idsOf(changed.filter((entry) => !isRemembered(entry)));
  const latest = forgotten.size === 0 ? changes : withoutLines(changes, forgotten);
  return together(withoutLines(base.lines, idsOf(changed)), latest);
}
