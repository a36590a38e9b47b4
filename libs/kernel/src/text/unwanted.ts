/**
 * A character class, without its brackets, of what makes a text of one line look like something else: control
 * characters, line separators, and characters that change the direction of text.
 */
export const UNWANTED = String.raw`\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069`;

const IN_LINES = new RegExp(`[${UNWANTED}]`, 'u');

/**
 * Whether the text has none of {@link UNWANTED} but tabs and line breaks.
 *
 * @example
 * isPlain('two\nlines'); // true
 * isPlain('a\u202eb'); // false
 */
export function isPlain(text: string): boolean {
  return !IN_LINES.test(text.replace(/[\t\r\n]/g, ''));
}
