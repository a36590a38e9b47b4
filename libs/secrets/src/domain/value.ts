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

/** What `value` must be: the DTO and the domain both use it. The message tells nothing of the value. */
export const VALUE_RULE = {
  code: 'secret_value',
  message: 'value must be a text of 1 to 65,536 bytes in well-formed UTF-8',
  holds: isSecretValue,
};

/** 400 `validation_failed` for anything but a value. */
export function checkValue(text: string): Plaintext {
  if (VALUE_RULE.holds(text)) return asPlaintext(text);
  throw invalidField('value', VALUE_RULE.code, `${VALUE_RULE.message}.`);
}
