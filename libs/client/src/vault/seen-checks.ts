import { ServerDistrusted } from '../errors.js';
import type { SeenLine, SeenVault } from './seen-store.js';

/** Generations that are remembered beside the current one, since a restore can bring one back. */
const OTHER_LINES = 2;

/** Verified data that the server has shown. */
export interface Shown {
  readonly generation: number;
  readonly revision: number;
  readonly live: readonly { readonly id: string; readonly revision: number }[];
  readonly deleted: readonly { readonly id: string; readonly revision: number }[];
}

export function lineOf(seen: SeenVault, generation: number): SeenLine {
  return seen.lines[String(generation)] ?? {};
}

/** Errors: ServerDistrusted `rolled_back`, `generation_rolled_back`. */
export function requireNotOlder(seen: SeenVault, shown: { readonly generation: number; readonly revision: number }) {
  if (shown.generation < seen.generation) throw new ServerDistrusted('generation_rolled_back');
  // A re-key takes a number that was never used, so only an undone restore shows this generation again.
  if (seen.left?.includes(shown.generation)) throw new ServerDistrusted('generation_rolled_back');
  if (shown.revision < seen.revision) throw new ServerDistrusted('rolled_back', 'revision');
}

/**
 * Refuses an entry that was seen newer or deleted. In a new generation, every entry of the previous one must have a newer
 * revision, since a re-key makes one for each. Errors: ServerDistrusted `rolled_back` with the entry's id.
 */
export function requireEntryNotOlder(
  seen: SeenVault,
  { id, generation, revision }: { readonly id: string; readonly generation: number; readonly revision: number },
): void {
  const same = lineOf(seen, generation)[id];
  if (same !== undefined && (same < 0 ? revision <= -same : revision < same)) {
    throw new ServerDistrusted('rolled_back', id);
  }
  const before = generation > seen.generation ? lineOf(seen, seen.generation)[id] : undefined;
  if (before !== undefined && revision <= Math.abs(before)) throw new ServerDistrusted('rolled_back', id);
}

/** Ids of entries that were seen and not deleted, in the remembered current generation. */
export function seenLive(seen: SeenVault): readonly string[] {
  return Object.entries(lineOf(seen, seen.generation)).flatMap(([id, revision]) => (revision > 0 ? [id] : []));
}

/** Errors: ServerDistrusted `entry_vanished` for an entry that is neither in this generation nor deleted. */
export function requireAll(
  expected: readonly string[],
  next: ReadonlyMap<string, { readonly id: string; readonly generation: number }>,
  deleted: readonly { readonly id: string }[],
  generation: number,
): void {
  const gone = new Set(deleted.map(({ id }) => id));
  const vanished = expected.find((id) => !next.has(id) && !gone.has(id));
  const left = [...next.values()].find((entry) => entry.generation !== generation)?.id;
  if (vanished ?? left) throw new ServerDistrusted('entry_vanished', vanished ?? left);
}

/** Adds shown revisions. Newer ones that another tab remembered meanwhile stay. */
export function remembering(seen: SeenVault, shown: Shown): SeenVault {
  const line: Record<string, number> = { ...lineOf(seen, shown.generation) };
  for (const { id, revision } of shown.live) {
    if (revision > Math.abs(line[id] ?? 0)) line[id] = revision;
  }
  for (const { id, revision } of shown.deleted) line[id] = -Math.max(revision, Math.abs(line[id] ?? 0));
  const lines = { ...seen.lines, [String(shown.generation)]: line };
  const isNewer = shown.revision >= seen.revision && shown.generation >= seen.generation;
  const present = isNewer ? { generation: shown.generation, revision: shown.revision } : seen;
  const { generation, revision } = present;
  return { ...seen, generation, revision, lines: pruned(lines, generation) };
}

/**
 * After a restore that the user asked for: the seen revisions of the restored generation stay valid, and its set of
 * entries is the one that is shown now.
 */
export function withGeneration(seen: SeenVault, generation: number): SeenVault {
  const left = [...(seen.left ?? []), seen.generation].filter((one) => one !== generation);
  return { ...seen, generation, lines: pruned(seen.lines, generation), left };
}

/** Forgets entries of the current generation that are not shown. Use only with {@link withGeneration}. */
export function withoutOthers(seen: SeenVault, shown: Shown): SeenVault {
  const ids = new Set(shown.live.map(({ id }) => id));
  const line = Object.entries(lineOf(seen, shown.generation)).filter(([id, revision]) => ids.has(id) || revision < 0);
  return { ...seen, lines: { ...seen.lines, [String(shown.generation)]: Object.fromEntries(line) } };
}

function pruned(lines: SeenVault['lines'], present: number): SeenVault['lines'] {
  const others = Object.keys(lines)
    .map(Number)
    .filter((generation) => generation !== present)
    .sort((one, other) => other - one)
    .slice(0, OTHER_LINES);
  return Object.fromEntries([present, ...others].map((generation) => [generation, lines[String(generation)] ?? {}]));
}
