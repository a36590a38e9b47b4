/**
 * A glob over one segment, split at its stars: `app-*-db` is head `app-`, middles none, tail `-db`. A star matches any
 * run of characters, the empty one included; a segment itself is never empty.
 */
export interface SegmentGlob {
  readonly head: string;
  readonly middles: readonly string[];
  readonly tail: string;
}

export function parseSegmentGlob(text: string): SegmentGlob {
  const parts = text.split('*');
  return {
    head: parts[0] ?? '',
    middles: parts.slice(1, -1).filter((part) => part !== ''),
    tail: parts.at(-1) ?? '',
  };
}

/** Takes time linear in the segment: each middle part is looked for once, leftmost first. */
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
