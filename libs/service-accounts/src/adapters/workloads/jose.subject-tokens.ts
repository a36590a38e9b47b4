import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { TokenAlgorithm } from '../../domain/workloads/identity-provider.js';
import {
  type ClaimedToken,
  type Expected,
  type KeySet,
  SubjectTokens,
  TokenRefused,
  UnknownKey,
  type VerifiedToken,
} from '../../ports/workloads/subject-tokens.js';
import { usableKeys } from './public-keys.js';

/** Seconds by which the clock of a provider may be ahead. */
const TOLERANCE = 30;
/** Seconds. A program gets a token for each run: an older one was kept somewhere. */
const OLDEST = 86_400;
/** What could bring a key of its own, or change what is verified. */
const REFUSED_HEADERS = ['crit', 'jku', 'jwk', 'x5c', 'x5u', 'b64', 'zip'] as const;
/** Other types are other kinds of tokens of the same provider: a logout token, for example. */
const TYPES: readonly unknown[] = [undefined, 'jwt', 'jose', 'at+jwt'];
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

class JoseKeySet implements KeySet {
  readonly find: ReturnType<typeof createLocalJWKSet>;

  constructor(readonly keys: readonly JWK[]) {
    this.find = createLocalJWKSet({ keys: [...keys] });
  }

  get size(): number {
    return this.keys.length;
  }
}

/** Reads and verifies by jose. Everything that jose would choose by itself is given to it. */
export class JoseSubjectTokens extends SubjectTokens {
  override claimed(token: string): ClaimedToken {
    const { header, payload } = decoded(token);
    const extra = REFUSED_HEADERS.find((name) => Object.hasOwn(header, name));
    if (extra) throw new TokenRefused(`its header has ${extra}`);
    const type = typeof header.typ === 'string' ? header.typ.toLowerCase() : header.typ;
    if (!TYPES.includes(type)) throw new TokenRefused('its type is not one of a token about a program');
    if (typeof payload.iss !== 'string') throw new TokenRefused('it has no issuer');
    return { issuer: payload.iss, audience: soleAudience(payload) };
  }

  override async keySet(jwks: unknown, algorithms: readonly TokenAlgorithm[]): Promise<KeySet | null> {
    const keys = usableKeys(jwks, algorithms);
    if (keys === null) return null;
    const imported = await Promise.all(keys.map(({ key, algorithm }) => isImportable(key, algorithm)));
    return new JoseKeySet(keys.filter((_, index) => imported[index]).map(({ key }) => key));
  }

  override async verify(
    token: string,
    keys: KeySet,
    { issuer, audience, algorithms, now }: Expected,
  ): Promise<VerifiedToken> {
    if (!(keys instanceof JoseKeySet)) throw new TypeError('the keys are of another adapter');
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        ...{ issuer, audience, algorithms: [...algorithms], currentDate: new Date(now) },
        ...{ requiredClaims: ['exp', 'iat'], maxTokenAge: OLDEST, clockTolerance: TOLERANCE },
      });
      if (soleAudience(payload) !== audience) throw new TokenRefused('its audience is another one');
      return { claims: payload, expiresAt: Number(payload.exp) * 1_000 };
    } catch (error) {
      throw error instanceof TokenRefused ? error : refusalOf(error);
    }
  }
}

function decoded(token: string): { header: Record<string, unknown>; payload: JWTPayload } {
  if (!COMPACT.test(token)) throw new TokenRefused('it is not a signed JWT');
  try {
    return { header: decodeProtectedHeader(token) as Record<string, unknown>, payload: decodeJwt(token) };
  } catch {
    throw new TokenRefused('it is not a signed JWT');
  }
}

/** A token for several audiences can be used here by each of them. */
function soleAudience({ aud }: JWTPayload): string {
  const [only, ...others] = Array.isArray(aud) ? aud : [aud];
  if (typeof only !== 'string') throw new TokenRefused('it has no audience');
  if (others.length > 0) throw new TokenRefused('it has several audiences');
  return only;
}

async function isImportable(key: JWK, algorithm: TokenAlgorithm): Promise<boolean> {
  try {
    await importJWK(key, algorithm);
    return true;
  } catch {
    return false;
  }
}

function refusalOf(error: unknown): TokenRefused {
  if (error instanceof errors.JWKSNoMatchingKey) return new UnknownKey();
  if (error instanceof errors.JWKSMultipleMatchingKeys) return new TokenRefused('several keys of the provider fit it');
  if (error instanceof errors.JOSEAlgNotAllowed) return new TokenRefused('its algorithm is not one of the provider');
  if (error instanceof errors.JOSENotSupported) return new TokenRefused('its algorithm is not supported');
  if (error instanceof errors.JWSSignatureVerificationFailed) return new TokenRefused('its signature is wrong');
  if (error instanceof errors.JWTExpired) return new TokenRefused('it has expired, or was issued too long ago');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new TokenRefused(`its ${claimIn(error)} is not as it must be`);
  return new TokenRefused('it cannot be verified');
}

/** Which of the claims that are looked at: the error of jose names no other. */
function claimIn({ claim }: errors.JWTClaimValidationFailed): string {
  return ['iss', 'aud', 'exp', 'iat', 'nbf'].includes(claim) ? claim : 'payload';
}
