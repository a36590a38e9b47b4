import type { Secret } from '#secrets';

/** The head of a secret that was deleted at this time, in milliseconds since 1970. */
export function deleted(secret: Secret, at: number): Secret {
  return { ...secret, state: 'deleted', deletedAt: at };
}
