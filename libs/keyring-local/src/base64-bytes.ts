const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1');
const PADDING = 0x3d;

/**
 * Base64 (RFC 4648) from bytes to bytes. Node's own goes through a JavaScript string, which cannot be zero-filled: a plain
 * master key would stay readable in the heap.
 */
export function encodeBase64(bytes: Uint8Array): Buffer {
  const text = Buffer.alloc(Math.ceil(bytes.length / 3) * 4, PADDING);
  for (let at = 0, to = 0; at < bytes.length; at += 3, to += 4) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const digits = Math.min(bytes.length - at, 3) + 1;
    for (let digit = 0; digit < digits; digit++) text[to + digit] = ALPHABET[(bits >> (18 - 6 * digit)) & 63] ?? 0;
  }
  return text;
}

/** Null if the text is not base64. The caller zero-fills the result. */
export function decodeBase64(text: Uint8Array): Buffer | null {
  const end = text.indexOf(PADDING);
  const digits = end < 0 ? text : text.subarray(0, end);
  const bytes = Buffer.alloc(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  for (const [at, digit] of digits.entries()) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    const whole = Math.floor(((at + 1) * 6) / 8);
    if (whole > Math.floor((at * 6) / 8)) bytes[whole - 1] = (bits >> (((at + 1) * 6) % 8)) & 0xff;
  }
  return bytes;
}
