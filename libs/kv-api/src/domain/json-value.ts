import { isJsonObject } from '#kernel';

/** Deeper values are not parsed: what compares and merges them calls itself for each level. A body has 16 levels at most. */
export const LEVELS_MAX = 64;

/** Whether a JSON text has more than {@link LEVELS_MAX} levels. Takes one pass. */
export function isDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > LEVELS_MAX) return true;
  }
  return false;
}

/** Whether two values are the same JSON, in whatever order their members are. Numbers are the same if their digits are. */
export function isSameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}
