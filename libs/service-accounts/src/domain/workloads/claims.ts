/** The claims of a subject token, or the object inside one of them, as JSON. */
export type Claims = Readonly<Record<string, unknown>>;

/** One demand of a binding: the claim must be one of these texts. */
export interface ClaimRule {
  /** The name of a claim, or a JSON pointer to a text inside one: `/kubernetes.io/namespace`. */
  readonly claim: string;
  /** At least one. */
  readonly values: readonly string[];
}

/** A name beside `/` is a claim of the token itself. Names hold dots and colons, so a dot cannot part them. */
const POINTER = '/';
/** RFC 6901: what follows each `~` must be 0 or 1. */
const BAD_ESCAPE = /~(?![01])/;
/** Steps from the token to the text. Kubernetes needs three. */
const DEEPEST = 8;
/** Characters of the name of a claim or of a pointer. */
export const CLAIM_MAX = 256;

/**
 * The names on the way to a claim. Null: the text is neither a name nor a JSON pointer (RFC 6901) of 1 to 8 names.
 *
 * @example
 * claimPath('repository_id'); // ['repository_id']
 * claimPath('https://example.com/team'); // ['https://example.com/team']
 * claimPath('/kubernetes.io/serviceaccount/name'); // ['kubernetes.io', 'serviceaccount', 'name']
 */
export function claimPath(claim: string): readonly string[] | null {
  if (claim === '' || claim.length > CLAIM_MAX || !claim.isWellFormed()) return null;
  if (!claim.startsWith(POINTER)) return [claim];
  if (BAD_ESCAPE.test(claim)) return null;
  const path = claim.slice(1).split(POINTER).map(unescaped);
  return path.length <= DEEPEST && path[0] !== '' ? path : null;
}

/**
 * Whether the claims satisfy the rule. The claim must be one of the texts, or a list that has one of them. Nothing is
 * converted: `true` is not "true", 7 is not "7", and upper case is not lower case.
 */
export function satisfies(claims: Claims, { claim, values }: ClaimRule): boolean {
  const path = claimPath(claim);
  const found = path?.reduce<unknown>(memberOf, claims);
  const texts: readonly unknown[] = Array.isArray(found) ? found : [found];
  return texts.some((text) => typeof text === 'string' && values.includes(text));
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Only own members of objects: neither of a list nor of a prototype. */
function memberOf(parent: unknown, name: string): unknown {
  const isObject = typeof parent === 'object' && parent !== null && !Array.isArray(parent);
  return isObject && Object.hasOwn(parent, name) ? (parent as Claims)[name] : undefined;
}
