/** Whether a value is a JSON object. It follows from the value's text: nothing about it is stored. */
export type ValueFormat = 'text' | 'json';

/** What the blanks of JSON and a brace are: most texts are told from objects without a parser. */
const BEGINS_AS_OBJECT = /^[ \t\n\r]*\{/;
/** A string, or a character that separates or nests. What is between two of them is a number, a word or blanks. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * `json` if and only if the text is a JSON object.
 *
 * @example formatOf('{"user":"shop"}') // 'json'
 * @example formatOf('[1]') // 'text'
 */
export function formatOf(text: string): ValueFormat {
  return isObject(text) ? 'json' : 'text';
}

/**
 * The members of a JSON object in their order, each as text: a string as it is, every other member as its JSON is written,
 * so no number loses a digit. A name that comes twice has two members. Null: the text is no JSON object.
 *
 * Takes one pass after JSON.parse, and no recursion: a value may be nested as deep as it is long.
 *
 * @example
 * membersOf('{"user":"shop","port":5432}'); // [['user', 'shop'], ['port', '5432']]
 */
export function membersOf(text: string): readonly (readonly [name: string, member: string])[] | null {
  if (!isObject(text)) return null;
  const members: (readonly [string, string])[] = [];
  let [depth, begin, string] = [0, 0, ''];
  let name: string | null = null;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth > 1) continue;
    else if (token === ':') [name, begin] = [JSON.parse(string) as string, index + 1];
    else if (token !== ',') string = token;
    const isOver = depth === 0 || (depth === 1 && token === ',');
    if (isOver && name !== null) members.push([name, asText(text.slice(begin, index).trim())]);
  }
  return members;
}

/** The members by their names. If a name comes twice, the last one wins, as with JSON.parse. Null: as {@link membersOf}. */
export function jsonObjectOf(text: string): ReadonlyMap<string, string> | null {
  const members = membersOf(text);
  return members && new Map(members);
}

function isObject(text: string): boolean {
  if (!BEGINS_AS_OBJECT.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `written`: one JSON value. */
function asText(written: string): string {
  return written.startsWith('"') ? (JSON.parse(written) as string) : written;
}
