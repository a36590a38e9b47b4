import { JwtService } from '@nestjs/jwt';
import { newId, type Roots } from '#kernel';
import { ACCESS_TOKEN_TYPE } from '../domain/tokens/access-claims.js';
import { AccessTokenSigner, type TokenSubject } from '../ports/access-token-signer.js';
import type { AuthSettings } from '../ports/auth.settings.js';

/** Signs with HS256 under the newest key. The header's `kid` names the key [R32]. */
export class JwtAccessTokenSigner extends AccessTokenSigner {
  constructor(
    private readonly jwt: JwtService,
    private readonly roots: Roots,
    private readonly settings: AuthSettings,
  ) {
    super();
  }

  sign(
    { userId, sessionId, generation, via = 'session' }: TokenSubject,
    now: number,
    atMost = Number.POSITIVE_INFINITY,
  ) {
    const newest = this.roots.jwtKeys[0];
    if (!newest) throw new Error('no JWT key');
    const expiresIn = Math.min(this.settings.accessSeconds, atMost);
    const token = this.jwt.sign(
      { sid: sessionId, gen: generation, ...(via !== 'session' && { via }), iat: Math.floor(now / 1_000) },
      {
        // The only option whose type allows a KeyObject. HS256 uses it as its secret.
        privateKey: newest.key,
        algorithm: 'HS256',
        keyid: newest.kid,
        header: { alg: 'HS256', typ: ACCESS_TOKEN_TYPE },
        subject: userId,
        jwtid: newId(now),
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        expiresIn,
      },
    );
    return { token, expiresIn };
  }
}
