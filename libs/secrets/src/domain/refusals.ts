import { CofferError, Gone } from '#kernel';
import type { Secret } from './secret.js';

export function pathTaken(): CofferError {
  return new CofferError(
    'path_taken',
    'Another secret has this path. Delete that secret first, or choose another path for a new one.',
  );
}

export function isPathTaken(error: unknown): boolean {
  return error instanceof CofferError && error.code === 'path_taken';
}

/** 410 `secret_expired`. `detail` says what the caller can do. */
export function expired(detail: string): CofferError {
  return new CofferError('secret_expired', detail);
}

/** The secret if it is live. For every request but a restore, a deleted secret does not exist. */
export function requireLive(secret: Secret): Secret {
  if (secret.state !== 'live') throw new Gone();
  return secret;
}
