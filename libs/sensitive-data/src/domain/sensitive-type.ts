import { asPlaintext, type CofferError, invalidField, type Plaintext, refusalBy } from '#kernel';

/** The settings of the operator for the types. */
export interface TypeSettings {
  readonly cardLuhn: boolean;
  readonly nationalIdPattern: RegExp;
}

/** One type of personal data: the form of its values, and what a mask shows of them. */
export interface SensitiveType {
  /** The name on the wire. The seal authenticates it, so it never changes. */
  readonly name: string;
  /** The form of a value in words, for error texts and the documentation. */
  readonly rule: string;
  /** The canonical form of `text`. Null: `text` is no value of this type. */
  canonical(text: string, settings: TypeSettings): string | null;
  /** What the error adds to the rule, such as a setting or the size of `text`. Never a part of it. Null: nothing. */
  remark?(text: string, settings: TypeSettings): string | null;
  mask(canonical: string): string;
}

/** The limit of every type: 16 KiB of UTF-8. */
export const VALUE_MAX_BYTES = 16_384;

/**
 * The canonical form of `text`. 400 `validation_failed` names the field and the rule, and never the text.
 *
 * @example
 * checkedValue(CARD_NUMBER, '4111 1111 1111 1111', settings); // '4111111111111111'
 */
export function checkedValue(type: SensitiveType, text: string, settings: TypeSettings): Plaintext {
  const canonical = type.canonical(text, settings);
  if (canonical !== null) return asPlaintext(canonical);
  throw refused(type, text, settings);
}

function refused(type: SensitiveType, text: string, settings: TypeSettings): CofferError {
  const remark = () => type.remark?.(text, settings) ?? null;
  return invalidField('value', type.name, refusalBy({ message: `value must be ${type.rule}`, remark }, text));
}
