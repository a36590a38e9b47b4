import {
  asPlaintext,
  bytesBeyond,
  type FieldError,
  type FieldRule,
  invalidFields,
  type Plaintext,
  requireField,
  shownName,
  type TextRule,
  textRule,
} from '#kernel';

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

/** The rule of `value`, for the DTO and the domain. The message says of the value only how large it is. */
export const VALUE_RULE: FieldRule = {
  field: 'value',
  code: 'secret_value',
  message: 'value must be a text of at most 65,536 bytes in well-formed UTF-8',
  holds: isSecretValue,
  remark: (text) => bytesBeyond(VALUE_MAX_BYTES, text),
};

/** The name of the member that a reveal asks for. */
export const FIELD_RULE: TextRule = textRule({ field: 'field', min: 1, max: 256 });

/** The value of a secret as a request gives it. An object is kept as its JSON text. */
export type GivenValue = string | FlatObject;
export type FlatObject = Readonly<Record<string, string | number | boolean | null>>;

/** The most errors of one object. */
const ERRORS_MAX = 50;

/**
 * The text that is kept. 400 `validation_failed` if it is none, or if the object is not flat: each error names its member
 * and shows no value.
 *
 * @example
 * checkValue({ user: 'shop', port: 5432 }); // '{"user":"shop","port":5432}'
 */
export function checkValue(given: GivenValue): Plaintext {
  return asPlaintext(requireField(VALUE_RULE, typeof given === 'string' ? given : textOf(given)));
}

function textOf(object: FlatObject): string {
  const errors = Object.entries(object).flatMap(([name, member]) => memberErrors(name, member));
  if (errors.length > 0) throw invalidFields(errors.slice(0, ERRORS_MAX));
  return JSON.stringify(object);
}

function memberErrors(name: string, member: unknown): FieldError[] {
  const field = `value.${shownName(name)}`;
  if (name === '')
    return [{ field: 'value', code: 'member_name', message: 'value must have no member without a name' }];
  if (isFlat(member)) return [];
  const words = 'must be a text, a number, true, false or null: send an object that has others as a text';
  return [{ field, code: 'member', message: `${field} ${words}` }];
}

/** JSON.stringify would write a number that is not finite as null, and leave out what JSON has no word for. */
function isFlat(member: unknown): boolean {
  return member === null || ['string', 'boolean'].includes(typeof member) || Number.isFinite(member);
}
