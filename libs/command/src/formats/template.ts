import { failed } from '../failure.js';

/** A secret that a template asks for. */
export interface Reference {
  readonly path: string;
  /** Null: the whole value. */
  readonly field: string | null;
  /** Where it begins, as {@link placeOf} takes it. */
  readonly at: number;
}

export type Part = string | Reference;

const TEXT = '"[^"\\\\\\r\\n]*(?:\\\\.[^"\\\\\\r\\n]*)*"';
const TAG = new RegExp(`\\{\\{\\s*secret\\s+(${TEXT})(?:\\s+(${TEXT}))?\\s*\\}\\}`, 'y');
const KNOWN = 'only {{ secret "path" }} and {{ secret "path" "field" }} are known';
export const MOST_REFERENCES = 1_000;

/** Takes a template apart. Throws CommandFailed with line and column for all between `{{` and `}}` that is no reference. */
export function partsOf(template: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let at = template.indexOf('{{'); at >= 0; at = template.indexOf('{{', from)) {
    TAG.lastIndex = at;
    const refused = (why: string) => failed(`${placeOf(template, at)}: ${why}.`);
    const [tag, path, field] = TAG.exec(template) ?? [];
    if (tag === undefined || path === undefined) throw refused(KNOWN);
    const names = [unquoted(path), field === undefined ? null : unquoted(field)] as const;
    if (names[0] === null || (field !== undefined && names[1] === null)) throw refused('texts are written as in JSON');
    parts.push(template.slice(from, at), { path: names[0], field: names[1], at });
    if (parts.length > 2 * MOST_REFERENCES) throw refused(`a template has ${MOST_REFERENCES} references at most`);
    from = at + tag.length;
  }
  return [...parts, template.slice(from)];
}

/** What identifies the text that a reference stands for. */
export function keyOf({ path, field }: Pick<Reference, 'path' | 'field'>): string {
  return JSON.stringify([path, field]);
}

/** Puts the texts in. They are never looked into: a value with `{{` stays as it is. Null: longer than `most` bytes. */
export function rendered(parts: readonly Part[], values: ReadonlyMap<string, string>, most: number): string | null {
  const texts: string[] = [];
  let bytes = 0;
  for (const part of parts) {
    const text = typeof part === 'string' ? part : values.get(keyOf(part));
    if (text === undefined) throw new Error('A reference was not fetched');
    bytes += Buffer.byteLength(text, 'utf8');
    if (bytes > most) return null;
    texts.push(text);
  }
  return texts.join('');
}

/** `line 3, column 5`, both counted from 1. */
export function placeOf(template: string, at: number): string {
  const before = template.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}

function unquoted(text: string): string | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
