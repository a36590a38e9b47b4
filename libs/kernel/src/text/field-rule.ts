import { invalidField } from '../errors.js';

/**
 * What one field of a request must satisfy, as data. A feature states it once, in its domain: the domain checks by it
 * ({@link requireField}), and the DTO validates and documents by it (`RuledField` of access).
 */
export interface FieldRule<T = string> {
  /** The name of the field in requests. */
  readonly field: string;
  /** The code of the error, in snake_case. */
  readonly code: string;
  /** Names the field and never the value. Without a full stop. */
  readonly message: string;
  readonly holds: (value: T) => boolean;
  /** What the error adds about a value that breaks the rule, such as its size. Never a part of the value. Null: nothing. */
  readonly remark?: (value: T) => string | null;
}

/** A rule about a text, with the bounds that the documentation shows. */
export interface TextRule extends FieldRule {
  /** In code points. */
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

interface TextRuleOptions {
  readonly field: string;
  /** Default: the name of the field. */
  readonly code?: string;
  /** In code points. Default: 0. */
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** The pattern in words, such as `of a-z, 0-9 and "-"`. */
  readonly form?: string;
  /** Default: `<field> must be a text of <min> to <max> characters <form>`. */
  readonly message?: string;
  /** What the text must satisfy as well. */
  readonly and?: (text: string) => boolean;
}

/**
 * A rule for a text of `min` to `max` code points without lone surrogates, which UTF-8 cannot carry.
 *
 * @example
 * const OWNER_RULE = textRule({ field: 'owner', min: 1, max: 128 });
 * OWNER_RULE.message; // 'owner must be a text of 1 to 128 characters'
 * OWNER_RULE.holds(''); // false
 */
export function textRule({
  field,
  code = field,
  min = 0,
  max,
  pattern,
  form,
  message,
  and,
}: TextRuleOptions): TextRule {
  const size = min === 0 ? `at most ${grouped(max)}` : `${grouped(min)} to ${grouped(max)}`;
  return {
    ...{ field, code, min, max, pattern },
    message: message ?? [`${field} must be a text of ${size} characters`, form].filter(Boolean).join(' '),
    holds: (text) => isTextOf(text, min, max) && (pattern?.test(text) ?? true) && (and?.(text) ?? true),
  };
}

/**
 * Whether `text` has `min` to `max` code points and no lone surrogate.
 *
 * @example
 * isTextOf('añb', 1, 3); // true
 * isTextOf('\ud800', 0, 3); // false
 */
export function isTextOf(text: string, min: number, max: number): boolean {
  // A code point is one or two UTF-16 units: a text that is far too long is not walked.
  if (text.length < min || text.length > 2 * max || !text.isWellFormed()) return false;
  const length = [...text].length;
  return length >= min && length <= max;
}

/** The message of the error of a value that breaks the rule. Without a full stop. */
export function refusalBy<T>({ message, remark }: Pick<FieldRule<T>, 'message' | 'remark'>, value: T): string {
  const more = remark?.(value) ?? null;
  return more === null ? message : `${message}. ${more}`;
}

/**
 * A remark about a text of more bytes than `most`, in UTF-8.
 *
 * @example
 * bytesBeyond(2, 'abc'); // 'It has 3 bytes'
 * bytesBeyond(3, 'abc'); // null
 */
export function bytesBeyond(most: number, text: string): string | null {
  const bytes = Buffer.byteLength(text, 'utf8');
  return bytes > most ? `It has ${grouped(bytes)} bytes` : null;
}

/**
 * The value, if it satisfies the rule. Otherwise throws 400 `validation_failed`.
 *
 * @example
 * requireField(OWNER_RULE, ''); // throws: owner must be a text of 1 to 128 characters.
 */
export function requireField<T>(rule: FieldRule<T>, value: T): T {
  if (rule.holds(value)) return value;
  throw invalidField(rule.field, rule.code, refusalBy(rule, value));
}

/** 1,000 rather than 1000, in every locale. */
function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
