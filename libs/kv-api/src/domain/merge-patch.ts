import { isJsonObject, type JsonObject } from '#kernel';

/**
 * `target` with a JSON merge patch applied (RFC 7396): null takes a member away, an object is merged, everything else
 * replaces. Neither argument is changed.
 *
 * @example
 * mergePatched({ a: 1, b: { c: 2 } }, { a: null, b: { d: 3 } }); // { b: { c: 2, d: 3 } }
 */
export function mergePatched(target: unknown, patch: JsonObject): JsonObject {
  // Without a prototype, so that no name has a meaning of its own.
  const merged: Record<string, unknown> = Object.create(null);
  if (isJsonObject(target)) for (const [name, value] of Object.entries(target)) merged[name] = value;
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) delete merged[name];
    else merged[name] = isJsonObject(change) ? mergePatched(merged[name], change) : change;
  }
  return merged;
}
