import { NAME_MAX_LENGTH, SEGMENT_CHARACTERS } from '../names.js';

/** The pattern segment that matches one or more segments of a name. */
export const DEEP = '**';

/** The most stars in a pattern. It bounds the cost of comparing two patterns, and is more than a pattern needs. */
const STARS_MAX = 16;
const SEGMENT = new RegExp(`^[*${SEGMENT_CHARACTERS}]+$`);

/**
 * Why `text` is not a pattern, to follow its name in an error; null if it is one. It does not show the text.
 *
 * @example patternFault('prod/**') // null
 * @example patternFault('prod/../db') // 'must have no level `.` or `..`'
 */
export function patternFault(text: string): string | null {
  if (text.length > NAME_MAX_LENGTH) return `must have at most ${NAME_MAX_LENGTH} characters`;
  if (text.split('*').length - 1 > STARS_MAX) return `must have at most ${STARS_MAX} stars`;
  for (const segment of text.split('/')) {
    const fault = segment === DEEP ? null : segmentFault(segment);
    if (fault !== null) return fault;
  }
  return null;
}

function segmentFault(segment: string): string | null {
  if (segment === '') return 'must have no empty level: no `/` at the beginning or the end, and no two in a row';
  if (segment === '.' || segment === '..') return 'must have no level `.` or `..`';
  if (segment.includes(DEEP)) return 'must have `**` only as a whole level, such as `prod/**`';
  if (SEGMENT.test(segment)) return null;
  return 'must have only A-Z, a-z, 0-9, `*`, `/` and the signs of names: `.`, `_`, `-`, `@` and `+`';
}
