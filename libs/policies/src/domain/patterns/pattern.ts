import { NAME_MAX_LENGTH } from '../names.js';
import { matchesSegment, parseSegmentGlob } from './segment-glob.js';

/** The segment that stands for one or more segments. */
export const DEEP = '**';

/** A pattern over names, by segments: literal, with stars (`app-*`), or {@link DEEP}. */
export interface Pattern {
  readonly text: string;
  readonly segments: readonly string[];
}

/** More stars than anyone needs; bounds what intersecting two patterns costs. */
const STARS_MAX = 16;
const SEGMENT = /^[a-z0-9._*-]+$/;

/** Null when `text` is not a pattern: `**` may only be a whole segment, and literals follow the rules of names. */
export function parsePattern(text: string): Pattern | null {
  if (text.length > NAME_MAX_LENGTH || text.split('*').length - 1 > STARS_MAX) return null;
  const segments = text.split('/');
  return segments.every(isSegment) ? { text, segments } : null;
}

function isSegment(text: string): boolean {
  if (text === DEEP) return true;
  return SEGMENT.test(text) && !text.includes('**') && text !== '.' && text !== '..';
}

export function isLiteral(pattern: Pattern): boolean {
  return !pattern.text.includes('*');
}

/** The characters that every match begins with: what stands before the first star. */
export function literalPrefix(pattern: Pattern): string {
  const star = pattern.text.indexOf('*');
  return star === -1 ? pattern.text : pattern.text.slice(0, star);
}

/** Whether the pattern matches exactly the names that begin with its literal prefix: `prod/**`, `**`. */
export function isWholeRange(pattern: Pattern): boolean {
  return pattern.text.indexOf('*') === pattern.text.length - DEEP.length && pattern.segments.at(-1) === DEEP;
}

/** Whether both begin alike, which costs next to nothing to tell; no name matches both otherwise. */
export function beginAlike(a: Pattern, b: Pattern): boolean {
  const [one, other] = [literalPrefix(a), literalPrefix(b)];
  return one.startsWith(other) || other.startsWith(one);
}

/**
 * Whether some name may match both. Never wrongly false; names that are not legal (`..`) may make it wrongly true.
 * Takes at most as many steps as the product of their lengths.
 */
export function patternsMeet(a: Pattern, b: Pattern): boolean {
  if (!beginAlike(a, b)) return false;
  return sequencesMeet(expand(a), expand(b), isDeep, segmentsMeet);
}

/** One or more segments: one of any kind, then any number. */
function expand(pattern: Pattern): string[] {
  return pattern.segments.flatMap((segment) => (segment === DEEP ? ['*', DEEP] : [segment]));
}

function isDeep(segment: string): boolean {
  return segment === DEEP;
}

function isStar(character: string): boolean {
  return character === '*';
}

function segmentsMeet(a: string, b: string): boolean {
  if (a === '*' || b === '*') return true;
  if (!a.includes('*')) return b.includes('*') ? matchesSegment(parseSegmentGlob(b), a) : a === b;
  if (!b.includes('*')) return matchesSegment(parseSegmentGlob(a), b);
  return sequencesMeet([...a], [...b], isStar, (x, y) => x === y);
}

/**
 * Whether two sequences have a common instance, where a wild item stands for any run, the empty one included: a walk
 * over the (i, j) grid, |a| x |b| steps at most.
 */
function sequencesMeet(
  a: readonly string[],
  b: readonly string[],
  isWild: (item: string) => boolean,
  meet: (x: string, y: string) => boolean,
): boolean {
  let row = reachWithout(b, isWild);
  for (const item of a) {
    const wild = isWild(item);
    const next = [wild && row[0] === true];
    b.forEach((other, j) => {
      const either = wild || isWild(other);
      const met = either ? next[j] || row[j + 1] : row[j] && meet(item, other);
      next.push(met === true);
    });
    row = next;
  }
  return row.at(-1) === true;
}

/** Which beginnings of `b` meet the empty sequence: those of wild items alone. */
function reachWithout(b: readonly string[], isWild: (item: string) => boolean): boolean[] {
  const row = [true];
  for (const item of b) row.push(row.at(-1) === true && isWild(item));
  return row;
}
