const TEXT = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Whether `text` is the one base64 form (RFC 4648 section 4) of `least` to `most` bytes: padded, without white space,
 * and with zeros for the bits that the last character has to spare. So the same bytes never come in two forms.
 */
export function isCanonicalBase64(text: string, least: number, most: number): boolean {
  const bytes = bytesOf(text);
  if (bytes === null || bytes < least || bytes > most) return false;
  return TEXT.test(text) && Buffer.from(text.slice(-4), 'base64').toString('base64') === text.slice(-4);
}

/** How many bytes a text of this length and padding stands for; null: no whole number. */
function bytesOf(text: string): number | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
