import { type CofferError, invalidField } from '#kernel';

/** A path is at most this many characters; all of them are ASCII, so as many bytes. */
export const PATH_MAX = 256;

/** Levels of `a-z 0-9 . _ -` separated by `/`; no level is `.` or `..`, so a path is never mistaken for another. */
export const PATH_PATTERN = /^(?!(?:.*\/)?\.{1,2}(?:\/|$))[a-z0-9._-]+(?:\/[a-z0-9._-]+)*$/;

/** The beginning of a path, which may end inside a level or with `/`; empty: every path. */
export const PREFIX_PATTERN = /^(?:[a-z0-9._-]+\/)*[a-z0-9._-]*$/;

/** Half-open in code-point (UTF-8 byte) order: from <= path < to; `to` null: no upper end. */
export interface PathRange {
  readonly from: string;
  readonly to: string | null;
}

/** A place in a list, exclusive: order is (path, id). */
export interface ListPlace {
  readonly path: string;
  readonly id: string;
}

export function isSecretPath(text: string): boolean {
  return text.length <= PATH_MAX && PATH_PATTERN.test(text);
}

/** What `path` must be: the DTO and the domain both use it. */
export const PATH_RULE = { code: 'path', message: messageFor('path'), holds: isSecretPath };

/** 400 `validation_failed` for anything but a path. */
export function checkPath(text: string): string {
  if (!PATH_RULE.holds(text)) throw badPath('path');
  return text;
}

/** Every path that begins with `prefix`, character by character: `prod/d` takes in `prod/db/main`. 400 for no prefix. */
export function rangeOfPrefix(prefix: string): PathRange {
  if (prefix.length > PATH_MAX || !PREFIX_PATTERN.test(prefix)) throw badPath('prefix');
  if (prefix === '') return { from: '', to: null };
  const last = prefix.length - 1;
  return { from: prefix, to: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}

/** What two ranges share; null when nothing. */
export function intersection(a: PathRange, b: PathRange): PathRange | null {
  const { from } = a.from > b.from ? a : b;
  const to = lesser(a.to, b.to);
  return to !== null && to <= from ? null : { from, to };
}

function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function badPath(field: string): CofferError {
  return invalidField(field, PATH_RULE.code, `${messageFor(field)}.`);
}

function messageFor(field: string): string {
  return `${field} must be levels of a-z, 0-9, ".", "_" and "-" separated by "/", at most ${PATH_MAX} characters`;
}
