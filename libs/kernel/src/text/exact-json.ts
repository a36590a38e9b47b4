/** A JSON object as {@link parseExact} makes it. Any name is a plain member of it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What Node's JSON has beyond the types of ES2024: the source of a number, and texts that are written as they are. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
}
const EXACT = JSON as unknown as ExactJson;

/**
 * As JSON.parse, but JSON.stringify writes every number of the result with the digits that `text` has. Throws a
 * SyntaxError. It calls itself for each level: give it no text with more than some hundreds of them.
 *
 * @example
 * JSON.stringify(parseExact('[1.10, 12345678901234567890]')); // '[1.10,12345678901234567890]'
 */
export function parseExact(text: string): unknown {
  return EXACT.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? EXACT.rawJSON(source) : value,
  );
}

/** True for an object with members: no array, and no number that {@link parseExact} keeps as it is written. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !EXACT.isRawJSON(value);
}
