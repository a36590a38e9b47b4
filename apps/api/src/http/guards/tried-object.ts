import { isId, isObjectName } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import type { TriedObject } from '../ports.js';

/**
 * What a request names, before its route has looked at it: the id in its path, and a path, `path` or `name` of the right
 * form. Any other text is left out, since it may be anything that somebody pasted there.
 *
 * @example triedBy({ params: {}, query: {}, body: { path: 'prod/db' } }) // { id: null, name: 'prod/db' }
 */
export function triedBy({ params, query, body }: Pick<ApiRequest, 'params' | 'query' | 'body'>): TriedObject {
  const id = textIn(params, 'id');
  const below = textIn(params, '*');
  const name = below ?? textIn(body, 'path') ?? textIn(query, 'path') ?? textIn(body, 'name');
  return { id: id !== null && isId(id) ? id : null, name: name !== null && isObjectName(name) ? name : null };
}

function textIn(fields: unknown, name: string): string | null {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) return null;
  const value = (fields as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}
