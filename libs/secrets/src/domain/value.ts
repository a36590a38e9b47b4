import { asPlaintext, invalidField, type Plaintext } from '#kernel';

/** 64 KiB of UTF-8, counted in bytes. */
export const VALUE_MAX_BYTES = 65_536;

/**
 * Whether `text` can be kept and given back as it came: not empty, at most 64 KiB, and without lone surrogates, which
 * UTF-8 cannot carry (they would silently come back as U+FFFD).
 */
export function isSecretValue(text: string): boolean {
  if (text.length === 0 || text.length > VALUE_MAX_BYTES) return false;
  return text.isWellFormed() && Buffer.byteLength(text, 'utf8') <= VALUE_MAX_BYTES;
}

/** 400 `validation_failed` for anything but a value; the message tells nothing of it. */
export function checkValue(text: string): Plaintext {
  if (isSecretValue(text)) return asPlaintext(text);
  throw invalidField('value', 'secret_value', 'value must be a text of 1 to 65,536 bytes in well-formed UTF-8.');
}
