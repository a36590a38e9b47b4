import { isId, isObjectName } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import type { TriedObject } from '../ports.js';

/**
 * What a request names, before its route has looked at it: the id in its path, and a path, `path` or `name` of the right
 * form. Any other text is left out, since it may be anything that somebody pasted there. Only paths have upper-case
 * letters.
 *
 * @example triedBy({ params: {}, query: {}, body: { path: 'prod/db' } }) // { id: null, name: 'prod/db' }
 */
export function triedBy({ params, query, body }: Pick<ApiRequest, 'params' | 'query' | 'body'>): TriedObject {
  const id = textIn(params, 'id');
  const path = textIn(params, '*') ?? textIn(body, 'path') ?? textIn(query, 'path');
  const name = path ?? textIn(body, 'name');
  const isTold = name !== null && isObjectName(name) && (path !== null || name === name.toLowerCase());
  return { id: id !== null && isId(id) ? id : null, name: isTold ? name : null };
}

function textIn(fields: unknown, name: string): string | null {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) return null;
  const value = (fields as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}
