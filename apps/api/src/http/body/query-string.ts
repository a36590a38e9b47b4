import { invalidField, shownName } from '#kernel';
import { isForbiddenName } from './names.js';

const MAX_PARAMETERS = 64;

/** A refused query string. It takes the place of the parsed query, because the router's parser must not throw. */
export class RefusedQuery {
  readonly [name: string]: unknown;

  constructor(
    readonly field: string,
    readonly code: string,
    readonly message: string,
  ) {}
}

/** Parses parameters as strings, each given once. There are no arrays, no nesting and no inherited names [R76][R79]. */
export function parseQuery(text: string): Record<string, string> | RefusedQuery {
  const query: Record<string, string> = {};
  if (text === '') return query;
  const pairs = text.split('&');
  if (pairs.length > MAX_PARAMETERS) return refused('query', 'too_many', `At most ${MAX_PARAMETERS} parameters.`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    const value = decoded(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === null || value === null) return refused('query', 'encoding', 'The query string is not UTF-8.');
    if (isForbiddenName(name)) return refused('query', 'unknown_field', 'A parameter cannot have this name.');
    if (Object.hasOwn(query, name))
      return refused(name, 'duplicate', `${shownName(name)} is there twice. Give it once.`);
    query[name] = value;
  }
  return query;
}

/** Throws `validation_failed` (400) for a query that {@link parseQuery} refused. */
export function checkQuery(query: unknown): void {
  if (query instanceof RefusedQuery) throw invalidField(shownName(query.field), query.code, query.message);
}

function refused(field: string, code: string, message: string): RefusedQuery {
  return new RefusedQuery(field, code, message);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
