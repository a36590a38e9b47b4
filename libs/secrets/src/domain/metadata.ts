import { type FieldError, invalidField } from '#kernel';

/** In code points. */
export const DESCRIPTION_MAX = 1_000;
export const TAGS_MAX = 20;
export const TAG_PATTERN = /^[a-z0-9._:-]{1,64}$/;

/** RFC 3339 section 5.6, with an upper-case `T` and `Z` or a numeric offset; whether the date exists is checked apart. */
export const TIMESTAMP_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** What describes a secret beside its path and value. */
export interface Metadata {
  readonly description: string | null;
  readonly tags: readonly string[];
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
}

/** Undefined fields stay as they are. */
export type MetadataChange = Partial<Metadata>;

/** 400 `validation_failed` with the first field that breaks a rule. `now` in milliseconds since 1970. */
export function checkMetadata<M extends MetadataChange>(metadata: M, now: number): M {
  const wrong =
    wrongDescription(metadata.description) ?? wrongTags(metadata.tags) ?? wrongExpiry(metadata.expiresAt, now);
  if (wrong) throw invalidField(wrong.field, wrong.code, wrong.message);
  return metadata;
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

function wrongDescription(description: string | null | undefined): FieldError | null {
  if (description === undefined || description === null) return null;
  if (isDescription(description)) return null;
  return {
    field: 'description',
    code: 'description',
    message: `description must be at most ${DESCRIPTION_MAX} characters of well-formed text.`,
  };
}

/** At most 1,000 code points, without lone surrogates. */
export function isDescription(text: string): boolean {
  return text.length <= 2 * DESCRIPTION_MAX && text.isWellFormed() && [...text].length <= DESCRIPTION_MAX;
}

function wrongTags(tags: readonly string[] | undefined): FieldError | null {
  if (tags === undefined) return null;
  const fits = tags.length <= TAGS_MAX && new Set(tags).size === tags.length;
  if (fits && tags.every((tag) => TAG_PATTERN.test(tag))) return null;
  return {
    field: 'tags',
    code: 'tags',
    message: `tags must be at most ${TAGS_MAX} different texts of 1 to 64 characters of a-z, 0-9, ".", "_", ":" and "-".`,
  };
}

function wrongExpiry(expiresAt: number | null | undefined, now: number): FieldError | null {
  if (expiresAt === undefined || expiresAt === null) return null;
  if (Number.isSafeInteger(expiresAt) && expiresAt > now) return null;
  return { field: 'expires_at', code: 'future', message: 'expires_at must be in the future.' };
}
