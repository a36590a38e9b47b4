/** The longest name, in characters. All of them are ASCII, so as many bytes. */
export const OBJECT_NAME_MAX = 256;

/**
 * The form of paths, which is wide enough for names of roles, policies and keys too: levels of `A-Z a-z 0-9 . _ -`
 * separated by `/`. No level is `.` or `..`. Names are compared as they are, so two of them never mean the same place.
 */
export const OBJECT_NAME = /^(?!(?:.*\/)?\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;

/**
 * Whether an object may have this name.
 *
 * @example isObjectName('prod/db') // true
 * @example isObjectName('prod/*') // false
 */
export function isObjectName(text: string): boolean {
  return text.length <= OBJECT_NAME_MAX && OBJECT_NAME.test(text);
}
