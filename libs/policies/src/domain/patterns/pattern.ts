import { DEEP, patternFault } from './pattern-fault.js';
import { matchesSegment, parseSegmentGlob } from './segment-glob.js';

export { DEEP };

/** A pattern over names. Each segment is a literal, has stars (`app-*`), or is {@link DEEP}. */
export interface Pattern {
  readonly text: string;
  readonly segments: readonly string[];
}

/**
 * Null if `text` is not a pattern. `**` may only be a whole segment, and literal segments follow the rules of names.
 *
 * @example parsePattern('prod/app-*') // { text: 'prod/app-*', segments: ['prod', 'app-*'] }
 * @example parsePattern('prod/**db') // null
 */
export function parsePattern(text: string): Pattern | null {
  return patternFault(text) === null ? { text, segments: text.split('/') } : null;
}

export function isLiteral(pattern: Pattern): boolean {
  return !pattern.text.includes('*');
}

/**
 * The text before the first star. Every match begins with it.
 *
 * @example literalPrefix(parsePattern('prod/app-*')) // 'prod/app-'
 */
export function literalPrefix(pattern: Pattern): string {
  const star = pattern.text.indexOf('*');
  return star === -1 ? pattern.text : pattern.text.slice(0, star);
}

/**
 * Whether the pattern matches exactly the names that begin with its literal prefix.
 *
 * @example isWholeRange(parsePattern('prod/**')) // true
 * @example isWholeRange(parsePattern('prod/*')) // false
 */
export function isWholeRange(pattern: Pattern): boolean {
  return pattern.text.indexOf('*') === pattern.text.length - DEEP.length && pattern.segments.at(-1) === DEEP;
}

/** Whether one literal prefix begins with the other. If not, no name matches both patterns. A cheap first test. */
export function beginAlike(a: Pattern, b: Pattern): boolean {
  const [one, other] = [literalPrefix(a), literalPrefix(b)];
  return one.startsWith(other) || other.startsWith(one);
}

/**
 * Whether some name may match both patterns. False is always right. True may be wrong where only illegal names (`..`)
 * match both. Takes at most as many steps as the product of the two lengths.
 *
 * @example patternsMeet(parsePattern('prod/**'), parsePattern('prod/app-*')) // true
 * @example patternsMeet(parsePattern('prod/app-*'), parsePattern('prod/web-*')) // false
 */
export function patternsMeet(a: Pattern, b: Pattern): boolean {
  if (!beginAlike(a, b)) return false;
  return sequencesMeet(expand(a), expand(b), isDeep, segmentsMeet);
}

/** Replaces `**` (one or more segments) by one arbitrary segment and a wild item for zero or more segments. */
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
 * Whether some sequence matches both `a` and `b`, where a wild item matches zero or more items. Dynamic programming:
 * `row[j]` says whether the items of `a` so far and the first `j` items of `b` have a common match. |a| x |b| steps.
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

/** The first row: which beginnings of `b` match the empty sequence, namely those of wild items only. */
function reachWithout(b: readonly string[], isWild: (item: string) => boolean): boolean[] {
  const row = [true];
  for (const item of b) row.push(row.at(-1) === true && isWild(item));
  return row;
}
