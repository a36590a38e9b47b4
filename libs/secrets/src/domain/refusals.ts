import { CofferError } from '#kernel';
import type { Secret } from './secret.js';

/** The secret, or the version, went away after the caller was let through to it. */
export class SecretGone extends CofferError {
  constructor() {
    super('not_found', 'It went away in the meantime.');
  }
}

export function pathTaken(): CofferError {
  return new CofferError('path_taken', 'Another secret has this path: choose another, or delete that one first.');
}

/** For everything but restoring, a deleted secret is not there. */
export function requireLive(secret: Secret): Secret {
  if (secret.state !== 'live') throw new SecretGone();
  return secret;
}
