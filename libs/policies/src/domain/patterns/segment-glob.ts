/**
 * A glob over one segment, split at its stars: `app-*-db` has the head `app-`, no middles, and the tail `-db`. A star
 * matches zero or more characters. A segment is never empty.
 */
export interface SegmentGlob {
  readonly head: string;
  readonly middles: readonly string[];
  readonly tail: string;
}

/** @example parseSegmentGlob('a*b*c') // { head: 'a', middles: ['b'], tail: 'c' } */
export function parseSegmentGlob(text: string): SegmentGlob {
  const parts = text.split('*');
  return {
    head: parts[0] ?? '',
    middles: parts.slice(1, -1).filter((part) => part !== ''),
    tail: parts.at(-1) ?? '',
  };
}

/**
 * Whether the glob matches the segment. Linear in the segment's length: each middle part is searched once, and its
 * leftmost place is taken.
 *
 * @example matchesSegment(parseSegmentGlob('app-*'), 'app-17') // true
 */
export function matchesSegment(glob: SegmentGlob, segment: string): boolean {
  const end = segment.length - glob.tail.length;
  let at = glob.head.length;
  if (end < at || !segment.startsWith(glob.head) || !segment.endsWith(glob.tail)) return false;
  for (const part of glob.middles) {
    const found = segment.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= end;
}
