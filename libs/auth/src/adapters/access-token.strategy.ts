import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Clock, Roots } from '#kernel';
import {
  ACCESS_TOKEN_STRATEGY,
  type AccessClaims,
  bearerToken,
  claimsOf,
  keyIdOf,
} from '../domain/tokens/access-claims.js';
import { unauthenticated } from '../domain/tokens/token-refusals.js';
import type { AuthSettings } from '../ports/auth.settings.js';

interface RequestWithHeaders {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Verifies access tokens with passport-jwt: HS256 alone [R27], the key that the header's `kid` names [R32], issuer
 * and audience. Checks here what the library does not check [R29][R30][R31], and the expiry.
 */
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN_STRATEGY) {
  constructor(
    roots: Roots,
    { issuer, audience }: AuthSettings,
    private readonly clock: Clock,
  ) {
    const keys = new Map(roots.jwtKeys.map(({ kid, key }) => [kid, key]));
    super({
      jwtFromRequest: (request: RequestWithHeaders) => bearerToken(request.headers.authorization),
      secretOrKeyProvider: (_request, token: string, done) => {
        const kid = keyIdOf(token);
        const key: unknown = kid === null ? undefined : keys.get(kid);
        if (key === undefined) done(new Error('unknown key'));
        // jsonwebtoken accepts a KeyObject, which is four times as fast as a Buffer. The types of passport-jwt lack it.
        else done(null, key as Buffer);
      },
      algorithms: ['HS256'],
      // The library compares with the wall clock, which may jump. Tokens are made and end by our clock: see `validate`.
      ignoreExpiration: true,
      issuer,
      audience,
    });
  }

  /** Called with the payload of a token whose signature, issuer and audience are valid. Our clock tells the expiry [R92]. */
  validate(payload: Record<string, unknown>): AccessClaims {
    const claims = claimsOf(payload);
    if (!claims) throw unauthenticated('invalid');
    if (claims.expiresAt <= this.clock.now()) throw unauthenticated('expired');
    return claims;
  }
}
