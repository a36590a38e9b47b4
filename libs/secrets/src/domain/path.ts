import { OBJECT_NAME, OBJECT_NAME_MAX, requireField, type TextRule, textRule } from '#kernel';

/** The beginning of a path. It may end inside a level or with `/`. Empty: all paths. */
export const PREFIX_PATTERN = /^(?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]*$/;

/** Paths with from <= path < to, compared by UTF-8 bytes. `to` null: no upper end. */
export interface PathRange {
  readonly from: string;
  readonly to: string | null;
}

/** A place in a list that is ordered by (path, id). A page begins after it. */
export interface ListPlace {
  readonly path: string;
  readonly id: string;
}

export const PATH_RULE: TextRule = textRule({
  field: 'path',
  max: OBJECT_NAME_MAX,
  pattern: OBJECT_NAME,
  message: messageFor('path'),
});

/** 400 `validation_failed` for a text that is no path. */
export function checkPath(text: string): string {
  return requireField(PATH_RULE, text);
}

const PREFIX_RULE = textRule({
  field: 'prefix',
  code: 'path',
  max: OBJECT_NAME_MAX,
  pattern: PREFIX_PATTERN,
  message: messageFor('prefix'),
});

/**
 * The range of all paths that begin with `prefix`, character by character. 400 for a text that no path begins with.
 *
 * @example
 * rangeOfPrefix('prod/d'); // { from: 'prod/d', to: 'prod/e' }, which holds prod/db/main
 */
export function rangeOfPrefix(prefix: string): PathRange {
  requireField(PREFIX_RULE, prefix);
  if (prefix === '') return { from: '', to: null };
  const last = prefix.length - 1;
  return { from: prefix, to: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}

/** The range of exactly one path: no path that goes on has a character below `-`. */
export function rangeOfPath(path: string): PathRange {
  return { from: path, to: `${path}-` };
}

/**
 * The part that two ranges share. Null: none.
 *
 * @example
 * intersection({ from: 'a', to: 'c' }, { from: 'b', to: null }); // { from: 'b', to: 'c' }
 */
export function intersection(a: PathRange, b: PathRange): PathRange | null {
  const { from } = a.from > b.from ? a : b;
  const to = lesser(a.to, b.to);
  return to !== null && to <= from ? null : { from, to };
}

function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function messageFor(field: string): string {
  return `${field} must be levels of A-Z, a-z, 0-9, ".", "_" and "-" separated by "/", at most ${OBJECT_NAME_MAX} characters`;
}
