/** A half-open range of names in code-point (UTF-8 byte) order: from <= name < to. Null as `to`: no upper end. */
export interface PathRange {
  readonly from: string;
  readonly to: string | null;
}

/**
 * Every name that begins with `prefix` (ASCII).
 *
 * @example prefixRange('prod/') // { from: 'prod/', to: 'prod0' }
 */
export function prefixRange(prefix: string): PathRange {
  if (prefix === '') return { from: '', to: null };
  const last = prefix.length - 1;
  return { from: prefix, to: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}

/** Only `name`: a space sorts before every character that a name may have. */
export function nameRange(name: string): PathRange {
  return { from: name, to: `${name} ` };
}

/** The same names as sorted ranges without overlaps. Ranges that touch become one. */
export function mergeRanges(ranges: readonly PathRange[]): PathRange[] {
  const merged: PathRange[] = [];
  for (const range of [...ranges].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = merged.at(-1);
    if (!last || (last.to !== null && last.to < range.from)) merged.push(range);
    else merged[merged.length - 1] = { from: last.from, to: laterEnd(last.to, range.to) };
  }
  return merged;
}

/** `ranges` without `holes`. Both must be in the form that {@link mergeRanges} returns. */
export function subtractRanges(ranges: readonly PathRange[], holes: readonly PathRange[]): PathRange[] {
  const left: PathRange[] = [];
  let next = 0;
  for (const range of ranges) {
    let from: string | null = range.from;
    while (next < holes.length && endsBy(holes[next], range.from)) next += 1;
    for (let i = next; from !== null && i < holes.length; i += 1) {
      const hole: PathRange | undefined = holes[i];
      if (!hole || (range.to !== null && hole.from >= range.to)) break;
      if (from < hole.from) left.push({ from, to: hole.from });
      from = hole.to;
    }
    if (from !== null && (range.to === null || from < range.to)) left.push({ from, to: range.to });
  }
  return left;
}

/** The names that are in both. Both must be in the form that {@link mergeRanges} returns, and so is the result. */
export function intersectRanges(some: readonly PathRange[], others: readonly PathRange[]): PathRange[] {
  const shared: PathRange[] = [];
  let [i, j] = [0, 0];
  for (let one = some[i], other = others[j]; one && other; one = some[i], other = others[j]) {
    const from = laterEnd(one.from, other.from) ?? one.from;
    const to = earlierEnd(one.to, other.to);
    if (to === null || from < to) shared.push({ from, to });
    // The range that ends first can meet no other.
    if (to === one.to) i += 1;
    else j += 1;
  }
  return shared;
}

/**
 * The part of `ranges` whose names begin with `prefix`.
 *
 * @example clipRanges([{ from: '', to: null }], 'prod/') // [{ from: 'prod/', to: 'prod0' }]
 */
export function clipRanges(ranges: readonly PathRange[], prefix: string): PathRange[] {
  const clip = prefixRange(prefix);
  return ranges.flatMap((range) => {
    const from = laterEnd(range.from, clip.from) ?? prefix;
    const to = earlierEnd(range.to, clip.to);
    return to === null || from < to ? [{ from, to }] : [];
  });
}

function endsBy(hole: PathRange | undefined, place: string): boolean {
  return hole !== undefined && hole.to !== null && hole.to <= place;
}

function laterEnd(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}

function earlierEnd(a: string | null, b: string | null): string | null {
  if (a === null) return b;
  return b === null || a < b ? a : b;
}
