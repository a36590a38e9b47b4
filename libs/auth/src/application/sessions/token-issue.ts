import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import type { Kdf, User } from '#users';
import { AccessTokenSigner } from '../../ports/access-token-signer.js';
import type { SessionWithToken } from './sessions.js';

/** The answer to a complete login or a refresh. Durations are in seconds. */
export interface Tokens {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly refreshExpiresIn: number;
  readonly encryptionSalt: string;
  readonly kdf: Kdf;
  readonly protectedUserKey: string | null;
  readonly passwordChangeRequired: boolean;
}

/** Signs the access token of a session, and adds what the client needs besides. */
@Injectable()
export class TokenIssue {
  constructor(
    private readonly signer: AccessTokenSigner,
    private readonly clock: Clock,
  ) {}

  tokens(user: User, { session, refreshToken }: SessionWithToken): Tokens {
    const now = this.clock.now();
    const subject = { userId: user.id, sessionId: session.id, generation: session.generation };
    const { token, expiresIn } = this.signer.sign(subject, now);
    return {
      accessToken: token,
      expiresIn,
      refreshToken,
      refreshExpiresIn: Math.max(0, Math.floor((session.idleExpiresAt - now) / 1_000)),
      encryptionSalt: user.encryptionSalt,
      kdf: user.kdf,
      protectedUserKey: user.protectedUserKey,
      passwordChangeRequired: user.passwordChangeRequired,
    };
  }
}
