import { asPlaintext, type CofferError, invalidField, type Plaintext } from '#kernel';

/** What the operator sets about the types. */
export interface TypeSettings {
  readonly cardLuhn: boolean;
  readonly nationalIdPattern: RegExp;
}

/** One kind of personal data: what a value of it looks like, and what is shown of it to who may not read it all. */
export interface SensitiveType {
  /** Its name on the wire; authenticated in the seal, so it never changes. */
  readonly name: string;
  /** What a value must be, in words, for people. */
  readonly rule: string;
  /** The canonical form of `text`; null when it is no value of this type. */
  canonical(text: string, settings: TypeSettings): string | null;
  mask(canonical: string): string;
}

/** No type takes more: 16 KiB of UTF-8, counted in bytes. */
export const VALUE_MAX_BYTES = 16_384;

/** The canonical value. 400 `validation_failed` names the field and the rule, and nothing of what was sent. */
export function checkedValue(type: SensitiveType, text: string, settings: TypeSettings): Plaintext {
  const canonical = type.canonical(text, settings);
  if (canonical !== null) return asPlaintext(canonical);
  throw refused(type);
}

function refused({ name, rule }: SensitiveType): CofferError {
  return invalidField('value', name, `value must be ${rule}.`);
}
