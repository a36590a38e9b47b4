import { createHmac, type KeyObject } from 'node:crypto';

/** The id of a creation and the hash of its request: keyed hashes, which reveal nothing without the key. */
export interface CreationHashes {
  readonly id: string;
  readonly requestHash: string;
}

/** HMAC-SHA-256 in base64url. The hashed texts have different shapes, so that one hash never equals the other. */
export function creationHashes(
  hashKey: KeyObject,
  userId: string,
  key: string,
  request: { readonly route: string; readonly body: object },
): CreationHashes {
  const keyed = (what: unknown) => createHmac('sha256', hashKey).update(canonicalJson(what)).digest('base64url');
  return { id: keyed(['id', userId, key]), requestHash: keyed(['request', userId, request.route, request.body]) };
}

/**
 * JSON with the names of every object sorted: equal bodies give equal texts, whatever the order of their fields.
 *
 * @example
 * canonicalJson({ b: 1, a: [{ d: 2, c: 3 }] }); // '{"a":[{"c":3,"d":2}],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isPlain(inner) ? sorted(inner) : inner));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The copy has no prototype, so that `__proto__` is a field like any other. */
function sorted(object: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(object).sort()) copy[name] = object[name];
  return copy;
}
