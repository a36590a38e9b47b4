import { isJsonObject, type JsonObject, parseExact } from '#kernel';
import { formatOf, VALUE_MAX_BYTES } from '#secrets';
import { isDeep, isSameJson } from '../domain/json-value.js';

/**
 * A secret's value as the JSON text of KV's `data`: a JSON object as it is written, and every other text as the one field
 * `value`.
 *
 * @example
 * dataText('{"user": "shop"}'); // '{"user": "shop"}'
 * dataText('hunter2'); // '{"value":"hunter2"}'
 */
export function dataText(value: string): string {
  return formatOf(value) === 'json' ? value : JSON.stringify({ value });
}

/** The same, parsed. Null: it has more levels than anything here parses. */
export function dataOf(value: string): JsonObject | null {
  const text = dataText(value);
  const data = isDeep(text) ? null : parseExact(text);
  return isJsonObject(data) ? data : null;
}

/**
 * The text to keep for `data`, so that what was read by KV and is written back changes nothing: the present text stays as it
 * is if it says the same, and the one field `value` with a text becomes that text, unless the present value is an object.
 * A text that is an object itself, or that fits only by itself, is decided by what it is, never by the present value: what
 * is refused must not tell of it.
 */
export function storedText(data: JsonObject, present: string | null): string {
  if (present !== null) {
    const before = dataOf(present);
    if (before !== null && isSameJson(before, data)) return present;
  }
  const object = JSON.stringify(data);
  const sole = soleText(data);
  if (sole === null) return object;
  const isObjectNow = present !== null && formatOf(present) === 'json';
  return isObjectNow && Buffer.byteLength(object) <= VALUE_MAX_BYTES ? object : sole;
}

/** The text of the one field `value`. Null: there is more, or the text would be taken for an object. */
function soleText(data: JsonObject): string | null {
  const { value } = data;
  const isSole = Object.keys(data).length === 1 && typeof value === 'string' && formatOf(value) === 'text';
  return isSole ? value : null;
}
