import { durationRule, type FieldError, invalidFields, isPlain, StoredFormat } from '#kernel';
import { CLAIM_MAX, type ClaimRule, type Claims, claimPath, satisfies } from './claims.js';

/** Which tokens of a provider act as a service account. */
export interface Binding {
  readonly id: string;
  /** The service account. */
  readonly accountId: string;
  readonly providerId: string;
  /** All of them must be satisfied. */
  readonly claims: readonly ClaimRule[];
  /** How long an access token works at most, in seconds. */
  readonly ttl: number;
  /** Grows with each change. Tokens that were exchanged before end with it. */
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When it was ended, in milliseconds since 1970; null: it works. It is removed an hour later: until then the outcome of a lost answer can be found. */
  readonly endedAt: number | null;
}

/** How bindings are stored, in every store alike. */
export const BINDING_FORMAT = new StoredFormat<Binding>();

/** The most bindings of one service account: an exchange looks at all of them. */
export const BINDINGS_MAX = 50;
export const RULES_MAX = 20;
export const VALUES_MAX = 20;
export const VALUE_MAX = 512;

export const TTL_RULE = durationRule({ field: 'ttl', min: '1m', max: '1h' });
export const TTL_DEFAULT = '15m';

/** They are the same in every token that an exchange accepts, or a text of their own in each one. */
const SAY_NOTHING: readonly string[] = ['aud', 'iss', 'exp', 'iat', 'nbf', 'jti'];

/**
 * The rules as a client sends them: `{ claim: value or [values] }`. Throws `validation_failed`, which names the claim by
 * its place and never shows a value.
 */
export function claimRules(given: Readonly<Record<string, unknown>>): readonly ClaimRule[] {
  const entries = Object.entries(given);
  if (entries.length > RULES_MAX) throw invalidFields([error('', 'size', `must name at most ${RULES_MAX} claims`)]);
  const rules = entries.map(([claim, value]) => ({
    claim,
    values: (Array.isArray(value) ? value : [value]) as string[],
  }));
  const errors = rules.flatMap((rule, index) => faultsOf(rule, index));
  if (errors.length > 0) throw invalidFields(errors);
  if (!rules.some(({ claim }) => saysWho(claim)))
    throw invalidFields([
      error('', 'too_wide', `must name at least one claim that says who acts: not only ${SAY_NOTHING.join(', ')}`),
    ]);
  return rules;
}

/** Whether the claims of a verified token satisfy the binding. */
export function isBoundTo({ claims: rules }: Binding, claims: Claims): boolean {
  return rules.length > 0 && rules.every((rule) => satisfies(claims, rule));
}

function saysWho(claim: string): boolean {
  return !SAY_NOTHING.includes(claimPath(claim)?.[0] ?? '');
}

function faultsOf({ claim, values }: ClaimRule, index: number): FieldError[] {
  const place = `[${index}]`;
  if (claimPath(claim) === null)
    return [error(place, 'claim', `must have a name of 1 to ${CLAIM_MAX} characters, or a JSON pointer to a claim`)];
  const isGood = (value: unknown) =>
    typeof value === 'string' && value !== '' && value.length <= VALUE_MAX && value.isWellFormed() && isPlain(value);
  const isRight = values.length > 0 && values.length <= VALUES_MAX && values.every(isGood);
  return isRight
    ? []
    : [error(place, 'value', `must be a text of 1 to ${VALUE_MAX} plain characters, or 1 to ${VALUES_MAX} of them`)];
}

function error(place: string, code: string, words: string): FieldError {
  return { field: `claims${place}`, code, message: `claims${place} ${words}` };
}
