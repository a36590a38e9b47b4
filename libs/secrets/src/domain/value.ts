import { asPlaintext, type FieldRule, type Plaintext, requireField, type TextRule, textRule } from '#kernel';

/** 64 KiB of UTF-8, counted in bytes. */
export const VALUE_MAX_BYTES = 65_536;

/**
 * Whether `text` can be kept and given back unchanged: at most 64 KiB, without lone surrogates. UTF-8 cannot carry a lone
 * surrogate: it would come back as U+FFFD. An empty text is a value: `.env` files and programs have empty variables.
 *
 * @example
 * isSecretValue(''); // true
 * isSecretValue('\ud800'); // false
 */
export function isSecretValue(text: string): boolean {
  if (text.length > VALUE_MAX_BYTES) return false;
  return text.isWellFormed() && Buffer.byteLength(text, 'utf8') <= VALUE_MAX_BYTES;
}

/** The rule of `value`, for the DTO and the domain. The message says nothing about the value. */
export const VALUE_RULE: FieldRule = {
  field: 'value',
  code: 'secret_value',
  message: 'value must be a text of at most 65,536 bytes in well-formed UTF-8',
  holds: isSecretValue,
};

/** The name of the member that a reveal asks for. */
export const FIELD_RULE: TextRule = textRule({ field: 'field', min: 1, max: 256 });

/** 400 `validation_failed` for a text that is no value. */
export function checkValue(text: string): Plaintext {
  return asPlaintext(requireField(VALUE_RULE, text));
}
