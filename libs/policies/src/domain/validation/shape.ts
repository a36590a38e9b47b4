import type { FieldErrors } from './field-errors.js';

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** Adds an error to `errors` if `input` has a field that is not in `known`. */
export function unknownFields(
  input: Record<string, unknown>,
  known: readonly string[],
  field: string,
  errors: FieldErrors,
): void {
  const unknown = Object.keys(input).filter((name) => !known.includes(name) && input[name] !== undefined);
  // The message does not repeat the unknown name: the client may have put anything there.
  if (unknown.length > 0) errors.add(field, 'unknown_field', `may have only the fields ${known.join(', ')}`);
}

/** Reads a list of 1 to `max` different strings. Adds an error for anything else, and returns the strings that it has. */
export function strings(input: unknown, max: number, field: string, errors: FieldErrors): string[] {
  if (!Array.isArray(input) || input.length < 1 || input.length > max) {
    errors.add(field, 'size', `must be a list of 1 to ${max} strings`);
    return [];
  }
  const texts = input.filter((one): one is string => typeof one === 'string');
  if (texts.length < input.length) errors.add(field, 'type', 'must hold strings only');
  else if (new Set(texts).size < texts.length) errors.add(field, 'duplicate', 'must not hold a string twice');
  return texts;
}
