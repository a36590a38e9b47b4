import { failed } from '../failure.js';
import { LONGEST_VALUE } from '../secrets/value-input.js';
import { MOST_ENTRIES, type Source, type SourceEntry } from '../sources/source-entry.js';
import { pathOf } from '../sources/source-path.js';

const MOST_TOLD = 3;

/** A secret that can be imported. */
export interface Planned {
  readonly name: string;
  readonly path: string;
  readonly value: string;
  readonly leftOut: readonly string[];
}

/** What cannot be imported, and why. */
export interface Refused {
  readonly name: string;
  readonly path: string | null;
  readonly reason: string;
}

export interface Plan {
  readonly planned: readonly Planned[];
  readonly refused: readonly Refused[];
}

/** Gives each entry its path. Two entries with one path are both refused, and each names the other. */
export function planOf(prefix: string, source: Source): Plan {
  if (source.length > MOST_ENTRIES) throw failed(`FILE has more than ${MOST_ENTRIES} entries: split it.`);
  const planned: Planned[] = [];
  const refused: Refused[] = [];
  const at = new Map<string, SourceEntry[]>();
  for (const one of source) {
    if ('reason' in one) {
      refused.push({ ...one, path: null });
      continue;
    }
    const path = pathOf(prefix, one.levels);
    if (path === null) refused.push({ name: one.name, path, reason: 'gives no path: rename it in FILE' });
    else if (!at.get(path)?.push(one)) at.set(path, [one]);
  }
  for (const [path, entries] of at) {
    const names = [...new Set(entries.map(({ name }) => name))];
    for (const { name, value, leftOut } of entries) {
      const reason = entries.length > 1 ? sharedBy(name, names, entries.length) : problemOf(value);
      if (reason === null) planned.push({ name, path, value, leftOut });
      else refused.push({ name, path, reason });
    }
  }
  return { planned, refused };
}

/** `names`: of all entries with this path, each once. */
function sharedBy(name: string, names: readonly string[], count: number): string {
  if (names.length === 1) return `stands ${count} times in FILE: rename all but one`;
  // One more than are told: the name itself may be among them.
  const others = names.slice(0, MOST_TOLD + 1).filter((other) => other !== name);
  const told = others.slice(0, MOST_TOLD).map((other) => JSON.stringify(other));
  const more = names.length - 1 - told.length;
  return `would have the path of ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''} too: rename one in FILE`;
}

function problemOf(value: string): string | null {
  if (!value.isWellFormed()) return 'has a value that is no well-formed Unicode';
  const bytes = Buffer.byteLength(value, 'utf8');
  if (bytes <= LONGEST_VALUE) return null;
  return `has a value of ${bytes.toLocaleString('en-US')} bytes, which is more than 65,536`;
}
