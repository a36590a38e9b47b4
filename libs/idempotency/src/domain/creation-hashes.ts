import { createHmac, type KeyObject } from 'node:crypto';

/** What a creation is known by, and what its request was: keyed hashes, which tell nothing without the key. */
export interface CreationHashes {
  readonly id: string;
  readonly requestHash: string;
}

/** HMAC-SHA-256 in base64url. The two are of different shapes, so neither can stand for the other. */
export function creationHashes(
  hashKey: KeyObject,
  userId: string,
  key: string,
  request: { readonly route: string; readonly body: object },
): CreationHashes {
  const keyed = (what: unknown) => createHmac('sha256', hashKey).update(canonicalJson(what)).digest('base64url');
  return { id: keyed(['id', userId, key]), requestHash: keyed(['request', userId, request.route, request.body]) };
}

/** JSON with the names of every object sorted: the same text for the same body, in whatever order it was sent. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isPlain(inner) ? sorted(inner) : inner));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without a prototype: a field named `__proto__` is one like any other. */
function sorted(object: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(object).sort()) copy[name] = object[name];
  return copy;
}
