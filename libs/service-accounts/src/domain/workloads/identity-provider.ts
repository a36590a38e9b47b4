import { StoredFormat } from '#kernel';

/** The signatures that a provider may use. None of them has a key that Coffer and the provider share. */
export const TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** Where the public keys of a provider come from: exactly one of the three is not null. */
export interface KeySource {
  /** The URL of a key set (RFC 7517). */
  readonly jwksUri: string | null;
  /** The key set itself, as JSON. */
  readonly jwks: string | null;
  /** The URL of an OpenID Connect discovery document. It names the URL of the key set. */
  readonly discovery: string | null;
  /** Whether the URLs may lead to addresses that are not of the internet. */
  readonly privateNetwork: boolean;
  /** The certificates (PEM) that alone may vouch for the hosts of the URLs. Null: those that Node.js trusts. */
  readonly ca: string | null;
}

/** Who vouches for programs: a root of trust for each service account that is bound to it. */
export interface IdentityProvider extends KeySource {
  readonly id: string;
  /** Unique. It never changes. */
  readonly name: string;
  /** The `iss` of its tokens, exactly. With `audience` it is unique. */
  readonly issuer: string;
  /** The `aud` of the tokens that are meant for this server, exactly. */
  readonly audience: string;
  readonly algorithms: readonly TokenAlgorithm[];
  /** Grows with each change. Tokens that were exchanged before end with it. */
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How providers are stored, in every store alike. */
export const IDENTITY_PROVIDER_FORMAT = new StoredFormat<IdentityProvider>();

/** The most providers. Each may hold one key set in memory. */
export const PROVIDERS_MAX = 100;

/** The unique key of a provider beside its name: whose tokens it vouches for. Neither part has white space. */
export function trustKeyOf({ issuer, audience }: Pick<IdentityProvider, 'issuer' | 'audience'>): string {
  return `${issuer} ${audience}`;
}
