import { Injectable } from '@nestjs/common';
import { Roots, readOneTimeToken } from '#kernel';
import { readRefreshToken } from '../../domain/tokens/refresh-token.js';

/** The kinds of tokens that come in a body, under a MAC of this server. */
export type BodyToken = 'refresh' | 'mfa-login' | 'password-reset' | 'invitation';

/** Tells whose a token in a body is, by its MAC alone. */
@Injectable()
export class TokenHolders {
  constructor(private readonly roots: Roots) {}

  /**
   * The id of the session or challenge of the token; null if this server did not make it. Reads nothing from the store:
   * the token may be used up or expired.
   */
  holderOf(kind: BodyToken, token: string): string | null {
    if (kind === 'refresh') return readRefreshToken(this.roots.derive('refresh-token'), token)?.sessionId ?? null;
    return readOneTimeToken(this.roots.derive('one-time-token'), kind, token)?.id ?? null;
  }
}
