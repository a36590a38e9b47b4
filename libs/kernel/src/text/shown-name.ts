const MAX_SHOWN = 64;
/** Control and format characters, line ends, and other characters that could change how a text around them is shown. */
const UNSHOWABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A name that the client chose, for an error: at most 64 characters of it, and `\u{...}` for what would not be seen.
 *
 * @example
 * shownName('a\u202eb'); // 'a\\u{202e}b'
 */
export function shownName(name: string): string {
  return [...name.slice(0, 2 * MAX_SHOWN)]
    .slice(0, MAX_SHOWN)
    .join('')
    .replace(UNSHOWABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
