import type { TokenAlgorithm } from '../../domain/workloads/identity-provider.js';
import { isObject, isPrivateKey, type JsonObject, keysOf } from '../../domain/workloads/key-sets.js';

/** The public part of a key, with nothing that no verification needs. */
export interface PublicJwk {
  readonly kty: string;
  readonly [member: string]: string;
}

export interface UsableKey {
  readonly key: PublicJwk;
  /** One of the provider's algorithms that the key can verify. */
  readonly algorithm: TokenAlgorithm;
}

const MOST_KEYS = 100;
const MEMBERS = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const;
/** Characters of base64url. A modulus has 2,048 to 8,192 bits, an exponent 64 at most: larger ones only cost time. */
const MODULUS_MIN = 342;
const MODULUS_MAX = 1_366;
const EXPONENT_MAX = 11;
/** The kind of key that each algorithm needs, and its curve. */
const KINDS: Readonly<Record<TokenAlgorithm, { readonly kty: string; readonly crv?: string }>> = {
  RS256: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
};

/** The keys of a key set that can verify signatures of the algorithms. Null: it is no key set, or is too large. */
export function usableKeys(jwks: unknown, algorithms: readonly TokenAlgorithm[]): readonly UsableKey[] | null {
  const keys = keysOf(jwks);
  if (keys === null || keys.length > MOST_KEYS) return null;
  return keys.flatMap((key) => {
    const algorithm = algorithms.find((one) => fits(key, one));
    return algorithm && isObject(key) ? [{ key: publicPart(key), algorithm }] : [];
  });
}

function fits(key: unknown, algorithm: TokenAlgorithm): boolean {
  if (!isObject(key) || isPrivateKey(key) || !isForSignatures(key)) return false;
  const { kty, crv } = KINDS[algorithm];
  if (key.kty !== kty || (crv !== undefined && key.crv !== crv)) return false;
  if (key.alg !== undefined && key.alg !== algorithm) return false;
  return kty !== 'RSA' || (hasLength(key.n, MODULUS_MIN, MODULUS_MAX) && hasLength(key.e, 1, EXPONENT_MAX));
}

function isForSignatures({ use, key_ops: operations }: JsonObject): boolean {
  const isVerify = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  return (use === undefined || use === 'sig') && isVerify;
}

function publicPart(key: JsonObject): PublicJwk {
  const members = MEMBERS.filter((member) => typeof key[member] === 'string').map((member) => [member, key[member]]);
  return Object.fromEntries(members);
}

function hasLength(value: unknown, min: number, max: number): boolean {
  return typeof value === 'string' && value.length >= min && value.length <= max;
}
