const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = 62n;

/**
 * A number as `width` digits of 0-9, A-Z, a-z, the most significant first, with zeros in front.
 *
 * @example base62(63n, 3) // '011'
 */
export function base62(value: bigint, width: number): string {
  let [rest, text] = [value, ''];
  while (rest > 0n) {
    text = DIGITS.charAt(Number(rest % BASE)) + text;
    rest /= BASE;
  }
  return text.padStart(width, '0');
}

/**
 * The number that the digits stand for; null if a character is no digit.
 *
 * @example fromBase62('011') // 63n
 */
export function fromBase62(text: string): bigint | null {
  let value = 0n;
  for (const digit of text) {
    const at = DIGITS.indexOf(digit);
    if (at < 0) return null;
    value = value * BASE + BigInt(at);
  }
  return value;
}
