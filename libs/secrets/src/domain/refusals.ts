import { CofferError, Gone } from '#kernel';
import type { Secret } from './secret.js';

export function pathTaken(): CofferError {
  return new CofferError('path_taken', 'Another secret has this path: choose another, or delete that one first.');
}

/** For everything but restoring, a deleted secret is not there. */
export function requireLive(secret: Secret): Secret {
  if (secret.state !== 'live') throw new Gone();
  return secret;
}
