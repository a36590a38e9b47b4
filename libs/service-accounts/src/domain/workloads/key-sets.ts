/** Members of a JWK that must stay with its owner (RFC 7518 section 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a key set (RFC 7517 section 5). Null: the JSON is none. */
export function keysOf(jwks: unknown): readonly unknown[] | null {
  return isObject(jwks) && Array.isArray(jwks.keys) ? jwks.keys : null;
}

/** Whether the key has a part that only its owner may have. A symmetric key is such a part. */
export function isPrivateKey(key: unknown): boolean {
  return isObject(key) && PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member));
}
