import { unknownField } from '#kernel';
import type { FieldErrors } from './field-errors.js';

/** Only such a name is shown: the client may have put anything there. */
const SHOWN = /^[\w-]{1,64}$/;

/** The members of an object. Adds an error for anything else, which has none. */
export function members(input: unknown, field: string, errors: FieldErrors): Record<string, unknown> {
  return errors.isOfType(field, 'object', input) ? (input as Record<string, unknown>) : {};
}

/** Adds an error to `errors` for each field of `input` that is not in `known`. */
export function unknownFields(
  input: Record<string, unknown>,
  known: readonly string[],
  field: string,
  errors: FieldErrors,
): void {
  const unknown = Object.keys(input).filter((name) => !known.includes(name) && input[name] !== undefined);
  for (const name of unknown) {
    errors.put(unknownField('field', `${field}.${SHOWN.test(name) ? name : '?'}`, known));
  }
}

/** Reads a list of 1 to `max` different strings. Adds an error for anything else, and returns the strings that it has. */
export function strings(input: unknown, max: number, field: string, errors: FieldErrors): string[] {
  if (!errors.isOfType(field, 'array', input)) return [];
  const list = input as readonly unknown[];
  if (list.length < 1 || list.length > max) {
    errors.add(field, 'size', `must be a list of 1 to ${max} strings`);
    return [];
  }
  const texts = list.filter((one, index): one is string => errors.isOfType(`${field}[${index}]`, 'string', one));
  if (new Set(texts).size < texts.length) errors.add(field, 'duplicate', 'must not hold a string twice');
  return texts;
}
