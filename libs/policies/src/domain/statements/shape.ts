import type { FieldErrors } from './field-errors.js';

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

export function unknownFields(
  input: Record<string, unknown>,
  known: readonly string[],
  field: string,
  errors: FieldErrors,
): void {
  const unknown = Object.keys(input).filter((name) => !known.includes(name) && input[name] !== undefined);
  // The name is the client's own text: it is not repeated.
  if (unknown.length > 0) errors.add(field, 'unknown_field', `has a field that is none of ${known.join(', ')}`);
}

/** A list of 1 to `max` different strings; anything else adds an error and gives what can be used of it. */
export function strings(input: unknown, max: number, field: string, errors: FieldErrors): string[] {
  if (!Array.isArray(input) || input.length < 1 || input.length > max) {
    errors.add(field, 'size', `must be a list of 1 to ${max} strings`);
    return [];
  }
  const texts = input.filter((one): one is string => typeof one === 'string');
  if (texts.length < input.length) errors.add(field, 'type', 'must hold strings only');
  else if (new Set(texts).size < texts.length) errors.add(field, 'duplicate', 'must not say anything twice');
  return texts;
}
