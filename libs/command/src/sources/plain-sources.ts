import { failed } from '../failure.js';
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  jsonText,
  listOf,
  member,
  plainText,
  textOf,
} from './json-document.js';
import type { Source, SourceEntry, SourceRefusal } from './source-entry.js';

/** A JSON object: each name is a path, each value a text, a number, a boolean, or an object that becomes a secret with fields. */
export function jsonSource(document: Json): Source {
  return Object.entries(requireObject(document, 'FILE must be a JSON object of names and values.')).map(
    ([name, value]): SourceEntry | SourceRefusal => {
      if (value === null) return { name, reason: 'is null: a secret has a value' };
      if (isList(value)) return { name, reason: 'is a list: a value is a text, a number, a boolean or an object' };
      return { name, levels: [name], value: plainText(value), leftOut: [] };
    },
  );
}

/**
 * An object of paths of Vault's KV version 2. Each value is either the fields of the secret, or what
 * `vault kv get -format=json` prints.
 */
export function vaultSource(document: Json): Source {
  const paths = requireObject(document, 'FILE must be a JSON object of paths and their data.');
  if (isAnswer(paths))
    throw failed('FILE is the answer of one `kv get`, which does not say its path: write {"the/path": ANSWER}.');
  return Object.entries(paths).map(([name, value]): SourceEntry | SourceRefusal => {
    if (!isObject(value)) return { name, reason: 'is no object of fields' };
    const data = isAnswer(value) ? member(member(value, 'data'), 'data') : value;
    if (!isObject(data) || Object.keys(data).length === 0)
      return { name, reason: 'has no data: is its current version deleted?' };
    const custom = isAnswer(value) && isObject(member(member(member(value, 'data'), 'metadata'), 'custom_metadata'));
    return { name, levels: [name], value: jsonText(data), leftOut: custom ? ['custom metadata'] : [] };
  });
}

/** What `infisical export --format=json` prints: a list of {key, value, secretPath, type, comment, tags}. */
export function infisicalSource(document: Json): Source {
  if (!isList(document)) throw failed('FILE must be the list that `infisical export --format=json` prints.');
  return document.map((item, index): SourceEntry | SourceRefusal => {
    const [key, value, folder] = [textOf(item, 'key'), member(item, 'value'), textOf(item, 'secretPath') ?? '/'];
    if (key === null) return { name: `item ${index + 1}`, reason: 'has no key' };
    const levels = [...folder.split('/').filter((level) => level !== ''), key];
    const name = levels.join('/');
    if (typeof value !== 'string') return { name, reason: 'has no value that is a text' };
    if (textOf(item, 'type') === 'personal') return { name, reason: 'is a personal override, which one person sees' };
    const leftOut = [
      ...(textOf(item, 'comment') ? ['comment'] : []),
      ...(listOf(item, 'tags').length > 0 ? ['tags'] : []),
    ];
    return { name, levels, value, leftOut };
  });
}

function requireObject(document: Json, message: string): JsonObject {
  if (!isObject(document)) throw failed(message);
  return document;
}

/** `kv get -format=json` has the fields in data.data, and beside them the metadata with a version. */
function isAnswer(value: JsonObject): boolean {
  const data = member(value, 'data');
  return member(member(data, 'metadata'), 'version') !== undefined && member(data, 'data') !== undefined;
}
