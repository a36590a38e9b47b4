import { CofferError } from '#kernel';

/** 1 MiB. */
export const BODY_LIMIT = 1_048_576;
export const MAX_DEPTH = 16;
/** Keys in all objects of a body together. */
export const MAX_KEYS = 1_000;
/** Items in all arrays of a body together. */
export const MAX_ITEMS = 10_000;

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;
/**
 * True for `prototype` and for names that every object inherits, such as `constructor`. Careless code could reach a
 * prototype by the first. class-transformer would drop the others before the pipe could refuse them as unknown fields.
 * No field of a DTO has such a name [R72][R76].
 */
export function isForbiddenName(name: string): boolean {
  return name === 'prototype' || name in Object.prototype;
}

/**
 * Parses a JSON body within limits that hold before authentication [R77]. Returns undefined for an empty body.
 * Errors: 415 for another type or charset [R78]; 400 for text that is not UTF-8, not a JSON object, or too large.
 */
export function readJsonBody(contentType: string | undefined, bytes: Buffer): object | undefined {
  if (contentType === undefined || !JSON_TYPE.test(contentType)) {
    throw new CofferError('unsupported_media_type', 'Send the body as application/json in UTF-8.');
  }
  if (bytes.length === 0) return undefined;
  const body = parse(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed('The body must be a JSON object.');
  checkMembers(body, 1, { keys: 0, items: 0 });
  return body;
}

export function malformed(detail: string): CofferError {
  return new CofferError('malformed_body', detail);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    throw new CofferError('malformed_body', 'The body is not JSON in UTF-8.', { cause });
  }
}

/** The limit of the depth also bounds the recursion of this function. */
function checkMembers(parent: object, depth: number, seen: { keys: number; items: number }): void {
  if (depth > MAX_DEPTH) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  if (Array.isArray(parent)) {
    seen.items += parent.length;
    if (seen.items > MAX_ITEMS) throw malformed(`The body has more than ${MAX_ITEMS} items.`);
    for (const item of parent) checkValue(item, depth, seen);
    return;
  }
  for (const [key, value] of Object.entries(parent)) {
    seen.keys += 1;
    if (seen.keys > MAX_KEYS) throw malformed(`The body has more than ${MAX_KEYS} keys.`);
    if (isForbiddenName(key)) throw malformed(`A field cannot be named ${key}.`);
    checkValue(value, depth, seen);
  }
}

function checkValue(value: unknown, depth: number, seen: { keys: number; items: number }): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw malformed('A string has an unpaired surrogate.');
  if (typeof value === 'object' && value !== null) checkMembers(value, depth + 1, seen);
}
