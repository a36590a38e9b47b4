import { failed } from '../failure.js';

/** A number with the digits of the file: 12345678901234567890 stays as it is. */
export class ExactNumber {
  constructor(readonly digits: string) {}
}

export type Json = string | boolean | null | ExactNumber | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

const DEEPEST = 64;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/** Reads a whole file of JSON. Throws CommandFailed, which shows nothing of it but a name that stands twice in one object. */
export function jsonDocument(text: string): Json {
  const bare = text.replace(/^\ufeff/, '');
  const json = () => failed('FILE is not JSON.');
  try {
    JSON.parse(bare);
  } catch {
    // The message of JSON.parse shows a piece of the file.
    throw json();
  }
  try {
    requireDistinctNames(bare);
  } catch (error) {
    // The stack of the expression ends at a text with millions of escapes.
    throw error instanceof RangeError ? failed('FILE has a text that is too long to be read.') : error;
  }
  const exact = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? new ExactNumber(context?.source ?? String(value)) : value;
  return JSON.parse(bare, exact) as Json;
}

/** The value as JSON without spaces. */
export function jsonText(value: Json): string {
  if (value instanceof ExactNumber) return value.digits;
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`)
    .join(',')}}`;
}

/** A text as it is, anything else as its JSON. */
export function plainText(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber) && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A member of an object; undefined if it has none, or if `value` is no object. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member that is a text with characters; null otherwise. */
export function textOf(value: Json | undefined, name: string): string | null {
  const text = member(value, name);
  return typeof text === 'string' && text !== '' ? text : null;
}

/** The items of a member that is a list; none otherwise. */
export function listOf(value: Json | undefined, name: string): readonly Json[] {
  const list = member(value, name);
  return isList(list) ? list : [];
}

/** JSON.parse takes the last of two members with one name: the first would be lost unseen. */
function requireDistinctNames(text: string): void {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') takeName(open.at(-1) ?? null, last);
    else last = token;
    if (open.length > DEEPEST) throw failed(`FILE is nested deeper than ${DEEPEST} levels.`);
  }
}

function takeName(names: Set<string> | null, token: string): void {
  const name: string = token.includes('\\') ? JSON.parse(token) : token.slice(1, -1);
  if (names?.has(name)) throw failed(`FILE names ${JSON.stringify(name)} twice in one object.`);
  names?.add(name);
}
