/** The characters of base64, which it needs and which do not suffice. */
export const BASE64_TEXT = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Whether `text` is the canonical base64 form (RFC 4648 section 4) of `least` to `most` bytes: padded, without white
 * space, and with zeros in the unused bits of the last character. So the same bytes never come in two forms.
 *
 * @example
 * isCanonicalBase64('AAE=', 1, 8); // true
 * isCanonicalBase64('AAF=', 1, 8); // false: unused bits are set
 */
export function isCanonicalBase64(text: string, least: number, most: number): boolean {
  const bytes = bytesOf(text);
  if (bytes === null || bytes < least || bytes > most) return false;
  return BASE64_TEXT.test(text) && Buffer.from(text.slice(-4), 'base64').toString('base64') === text.slice(-4);
}

/** The number of characters of the base64 form of so many bytes. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** The number of bytes that a text of this length and padding stands for. Null: no whole number. */
function bytesOf(text: string): number | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
