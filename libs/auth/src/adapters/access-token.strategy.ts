import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { type Clock, CofferError, type Roots } from '#kernel';
import {
  ACCESS_TOKEN_STRATEGY,
  type AccessClaims,
  bearerToken,
  claimsOf,
  keyIdOf,
} from '../domain/tokens/access-claims.js';
import type { AuthSettings } from '../ports/auth.settings.js';

interface RequestWithHeaders {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Verifies access tokens through passport-jwt: HS256 alone [R27], the key by map look-up of the header's `kid` [R32],
 * issuer, audience and expiry. What the library does not ask for is asked for here [R29][R30][R31].
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
        // jsonwebtoken takes a KeyObject, four times as fast as a Buffer; the types of passport-jwt do not know it.
        else done(null, key as Buffer);
      },
      algorithms: ['HS256'],
      issuer,
      audience,
    });
  }

  /** Called with the payload of a token whose signature, issuer, audience and expiry hold. */
  validate(payload: Record<string, unknown>): AccessClaims {
    const claims = claimsOf(payload);
    // The library asks the wall clock, which may step back: ours does not [R92].
    if (!claims || claims.expiresAt <= this.clock.now()) {
      throw new CofferError('unauthenticated', 'The access token is not valid.');
    }
    return claims;
  }
}
