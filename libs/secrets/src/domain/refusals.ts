import { asPlaintext, CofferError, Gone, type Plaintext } from '#kernel';
import { jsonObjectOf } from './json-value.js';
import type { Secret } from './secret.js';

export function pathTaken(): CofferError {
  return new CofferError(
    'path_taken',
    'Another secret has this path. To change its value, rotate it. For a new secret, delete that one first, or choose another path.',
  );
}

export function isPathTaken(error: unknown): boolean {
  return error instanceof CofferError && error.code === 'path_taken';
}

/** 410 `secret_expired`. `detail` says what the caller can do. */
export function expired(detail: string): CofferError {
  return new CofferError('secret_expired', detail);
}

/**
 * The member `field` of a value that is a JSON object. 422 `not_an_object`, or 404 `field_not_found`, which does not list
 * the names that there are: they are part of the value.
 */
export function requireFieldOf(value: Plaintext, field: string): Plaintext {
  const members = jsonObjectOf(value);
  if (!members) throw new CofferError('not_an_object', 'The value is no JSON object. Reveal it without a field.');
  const member = members.get(field);
  if (member === undefined) throw new CofferError('field_not_found', 'The value has no field of this name.');
  return asPlaintext(member);
}

/** 412: the caller demands another version than the current one. */
export function otherVersion(): CofferError {
  return new CofferError('precondition_failed', 'Another version is current: read the secret again and compare.');
}

/** The secret if it is live. For every request but a restore, a deleted secret does not exist. */
export function requireLive(secret: Secret): Secret {
  if (secret.state !== 'live') throw new Gone();
  return secret;
}
