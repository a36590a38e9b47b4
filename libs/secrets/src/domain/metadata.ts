import { invalidField } from '#kernel';

/** In code points. */
export const DESCRIPTION_MAX = 1_000;
export const OWNER_MAX = 128;
export const TAGS_MAX = 20;
export const TAG_PATTERN = /^[a-z0-9._:-]{1,64}$/;
/** {@link TAG_PATTERN} in words. */
export const TAG_FORM = '1 to 64 characters of a-z, 0-9, ".", "_", ":" and "-"';

/** RFC 3339 section 5.6, with an upper-case `T` and `Z` or a numeric offset; whether the date exists is checked apart. */
export const TIMESTAMP_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * What describes a secret, beside its path and its value. It is not sealed, and it is shown in every masked answer.
 * This is the one place that states it: a new attribute is added here, to {@link rulesAt} and to {@link completeMetadata}.
 */
export interface Metadata {
  readonly description: string | null;
  /** Who answers for the secret: a person or a team. Free text, at most 128 characters. Null: nobody named. */
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** Milliseconds since 1970; from then on the secret is not revealed. Null: never. */
  readonly expiresAt: number | null;
}

/** Some attributes: an absent one keeps its value in a change, and gets its default in a new secret. */
export type MetadataChange = Partial<Metadata>;

/** What one field must satisfy: the DTO and the domain both use it. */
interface FieldRule<T> {
  /** The name of the field in requests. */
  readonly field: string;
  /** The code of the error. */
  readonly code: string;
  /** Names the field and never the value. */
  readonly message: string;
  readonly holds: (value: T) => boolean;
}

export const DESCRIPTION_RULE: FieldRule<string> = {
  field: 'description',
  code: 'description',
  message: `description must be a text of at most ${DESCRIPTION_MAX} characters`,
  holds: (text) => isTextOf(text, DESCRIPTION_MAX),
};

export const OWNER_RULE: FieldRule<string> = {
  field: 'owner',
  code: 'owner',
  message: `owner must be a text of 1 to ${OWNER_MAX} characters`,
  holds: (text) => text !== '' && isTextOf(text, OWNER_MAX),
};

const TAGS_RULE: FieldRule<readonly string[]> = {
  field: 'tags',
  code: 'tags',
  message: `tags must be at most ${TAGS_MAX} different texts of ${TAG_FORM}`,
  holds: (tags) =>
    tags.length <= TAGS_MAX && new Set(tags).size === tags.length && tags.every((tag) => TAG_PATTERN.test(tag)),
};

function expiryRule(now: number): FieldRule<number> {
  const holds = (at: number): boolean => Number.isSafeInteger(at) && at > now;
  return { field: 'expires_at', code: 'future', message: 'expires_at must be in the future', holds };
}

type Rules = { readonly [K in keyof Metadata]: FieldRule<NonNullable<Metadata[K]>> };

/** The rule of each attribute, for every value but null. */
function rulesAt(now: number): Rules {
  return { description: DESCRIPTION_RULE, owner: OWNER_RULE, tags: TAGS_RULE, expiresAt: expiryRule(now) };
}

/**
 * The metadata of `from` and nothing else. An absent attribute gets its default: in a new secret, and in a stored one
 * that is older than the attribute.
 *
 * @example completeMetadata({ tags: ['db'] }) // { description: null, owner: null, tags: ['db'], expiresAt: null }
 */
export function completeMetadata(from: MetadataChange): Metadata {
  const { description = null, owner = null, tags = [], expiresAt = null } = from;
  return { description, owner, tags, expiresAt };
}

/** `present` with the attributes that `change` gives. */
export function changedMetadata(present: Metadata, change: MetadataChange): Metadata {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return completeMetadata({ ...present, ...Object.fromEntries(given) });
}

/** 400 `validation_failed` with the first attribute that breaks its rule. `now`: milliseconds since 1970. */
export function checkMetadata<M extends MetadataChange>(metadata: M, now: number): M {
  const rules = rulesAt(now);
  for (const name of Object.keys(rules) as (keyof Metadata)[]) checkAttribute(rules, name, metadata[name]);
  return metadata;
}

/** As {@link checkMetadata}; 400 as well for a change of nothing. */
export function checkChange(change: MetadataChange, now: number): MetadataChange {
  if (Object.values(change).some((value) => value !== undefined)) return checkMetadata(change, now);
  const fields = Object.values(rulesAt(now)).map(({ field }) => field);
  throw invalidField('description', 'nothing_to_change', `Give at least one field to change: ${fields.join(', ')}.`);
}

function checkAttribute<K extends keyof Metadata>(rules: Rules, name: K, value: Metadata[K] | undefined): void {
  const { field, code, message, holds } = rules[name];
  if (value === undefined || value === null || holds(value as NonNullable<Metadata[K]>)) return;
  throw invalidField(field, code, `${message}.`);
}

/** At most `most` code points, without lone surrogates. */
function isTextOf(text: string, most: number): boolean {
  return text.length <= 2 * most && text.isWellFormed() && [...text].length <= most;
}

const LAST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Milliseconds since 1970 of an RFC 3339 time; null when it is none, of a day that no calendar has (30 February), or
 * of a year that in UTC has more than four digits and so could not be shown again.
 */
export function parseTimestamp(text: string): number | null {
  if (!TIMESTAMP_PATTERN.test(text)) return null;
  const day = Number(text.slice(8, 10));
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  const at = Date.parse(text);
  return day > lastDay || Number.isNaN(at) || at > LAST_MOMENT ? null : at;
}
