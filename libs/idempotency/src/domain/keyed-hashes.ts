import { createHmac, type KeyObject } from 'node:crypto';

/** A request that creates something. */
export interface HashedRequest {
  readonly route: string;
  readonly body: object;
}

/*
 * Every hash is an HMAC-SHA-256 in base64url. The hashed texts have different shapes, so that a hash of one kind never
 * equals one of another.
 */

/** The id of the record of a caller's Idempotency-Key. */
export function creationId(hashKey: KeyObject, userId: string, key: string): string {
  return keyed(hashKey, ['id', userId, key]);
}

/** What stands for an account in its records, so that they are found when the account is deleted. */
export function ownerHash(hashKey: KeyObject, userId: string): string {
  return keyed(hashKey, ['owner', userId]);
}

/** Tells requests apart. The key must be the account's own: guesses of the body can be tried against the hash. */
export function requestHash(hashKey: KeyObject, userId: string, { route, body }: HashedRequest): string {
  return keyed(hashKey, ['request', userId, route, body]);
}

function keyed(hashKey: KeyObject, what: unknown): string {
  return createHmac('sha256', hashKey).update(canonicalJson(what)).digest('base64url');
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
