import type { FieldError } from '../errors.js';
import { closeName } from './close-names.js';

/** The types of JSON, with the one for numbers without a fraction. */
export const JSON_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

const WORDS: Readonly<Record<JsonType | 'null', string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  null: 'null',
};

/** The error of a field that a request must have and has not. `field` is its path, such as `kdf.iterations`. */
export function missingField(field: string): FieldError {
  return { field, code: 'required', message: `${field} is missing.` };
}

/** The error of a field whose value is of none of its types. It names the type of the value and not the value. */
export function wrongType(field: string, types: JsonType | readonly JsonType[], value: unknown): FieldError {
  const wanted = [types].flat().map((type) => WORDS[type]);
  return { field, code: 'type', message: `${field} must be ${wanted.join(' or ')}, not ${WORDS[typeOf(value)]}.` };
}

/** Whether a value of JSON has the type. */
export function isOfType(type: JsonType, value: unknown): boolean {
  const found = typeOf(value);
  return found === type || (type === 'number' && found === 'integer');
}

/**
 * The error of a field, or of a parameter of the query, that nobody declared. The client chose the name: give only a
 * part of it that can be shown. `known`: what there is in its place.
 *
 * @example
 * unknownField('field', 'expiresAt', ['path', 'expires_at']).message;
 * // 'expiresAt is no field here. Did you mean expires_at? There are: path, expires_at.'
 */
export function unknownField(what: 'field' | 'parameter', field: string, known: readonly string[]): FieldError {
  const meant = closeName(field.slice(field.lastIndexOf('.') + 1), known);
  const message = [
    `${field} is no ${what} here.`,
    ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
    known.length === 0 ? 'There are none.' : `There are: ${known.join(', ')}.`,
  ].join(' ');
  return { field, code: 'unknown_field', message };
}

function typeOf(value: unknown): JsonType | 'null' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}
