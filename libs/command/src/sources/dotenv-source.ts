import dotenv from 'dotenv';
import { failed } from '../failure.js';
import { listed } from './listed.js';
import type { Source, SourceRefusal } from './source-entry.js';

const ASSIGNMENT = /^(\s*(?:export\s+)?)([\w.-]+)(?=\s*=|:\s)/;
const NOTHING = /^\s*(?:#|$)/;
const NOT_UNDERSTOOD = 'is not understood: write NAME=value, with a name of A-Z, a-z, 0-9, "_", "." and "-"';
const MOST_CHARACTERS = 1_048_576;
const MOST_LINES = 20_000;
const MANY_BLANKS = /\s{1000}/;
/** A text that no file contains: it marks each line, and what the parser makes of the mark says what the line is. */
const MARK = 'COFFERLINE';

/**
 * Reads a `.env` file as the package `dotenv` does. That package takes the last of two lines with one name, and passes over a
 * line that it does not understand. Here both are refused.
 *
 * How a line is judged: it gets a mark before its name, and the marked file is parsed too. A line whose mark has become a
 * name sets a variable. If its mark is inside a value, it is a line of that value. Otherwise the parser passes over it.
 */
export function dotenvSource(text: string): Source {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  requireBounded(text, lines.length);
  const values = parsed(text);
  const marked = parsed(lines.map(withMark).join('\n'));
  const inside = new Set(Object.values(marked).flatMap(marksIn));
  const set = new Map<string, number[]>();
  const refusals: SourceRefusal[] = [];
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const name = ASSIGNMENT.exec(line)?.[2];
    if (name !== undefined && Object.hasOwn(marked, `${markOf(index)}${name}`)) {
      const at = set.get(name);
      if (at) at.push(number);
      else set.set(name, [number]);
    } else if (!NOTHING.test(line) && !inside.has(index)) {
      refusals.push({ name: `line ${number}`, reason: NOT_UNDERSTOOD });
    }
  }
  const entries = [...set].map(([name, at]) => {
    if (at.length > 1) return { name, reason: `is set ${at.length} times, in the lines ${listed(at)}` };
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return { name, reason: 'is a name that cannot be read' };
    return { name, levels: [name], value, leftOut: [] };
  });
  return [...entries, ...refusals];
}

/** The parser takes time that grows with the square of blanks in a row, and space that grows with the longest value. */
function requireBounded(text: string, lines: number): void {
  if (text.length > MOST_CHARACTERS) throw failed('FILE has more than 1 MiB, the most of a .env file.');
  if (lines > MOST_LINES) throw failed(`FILE has more than ${MOST_LINES} lines, the most of a .env file.`);
  if (MANY_BLANKS.test(text)) throw failed('FILE has 1,000 blanks or empty lines in a row.');
}

function parsed(text: string): Record<string, string> {
  try {
    return dotenv.parse(text);
  } catch {
    throw failed('FILE has a value that is too long to be read.');
  }
}

function markOf(index: number): string {
  return `${MARK}${index}_`;
}

function withMark(line: string, index: number): string {
  if (NOTHING.test(line)) return line;
  const [, before = ''] = ASSIGNMENT.exec(line) ?? [];
  return `${before}${markOf(index)}${line.slice(before.length)}`;
}

function marksIn(value: string): number[] {
  return [...value.matchAll(new RegExp(`${MARK}(\\d+)_`, 'g'))].map(([, index]) => Number(index));
}
