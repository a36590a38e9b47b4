import { type FieldRule, invalidField, requireField, type TextRule, textRule } from '#kernel';

export const TAGS_MAX = 20;
export const TAG_PATTERN = /^[a-z0-9._:-]{1,64}$/;
/** {@link TAG_PATTERN} in words. */
export const TAG_FORM = '1 to 64 characters of a-z, 0-9, ".", "_", ":" and "-"';

/**
 * What describes a secret, beside its path and its value. It is not sealed, and every masked answer shows it. This file
 * is the one place that states it: a new attribute gets a field here, a rule in {@link rulesAt}, and a default in
 * {@link completeMetadata}.
 */
export interface Metadata {
  readonly description: string | null;
  /** Who answers for the secret: a person or a team. Null: nobody is named. */
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** Milliseconds since 1970. From then on, the secret is not revealed. Null: never. */
  readonly expiresAt: number | null;
}

/** Some attributes. An absent one stays as it is in a change, and gets its default in a new secret. */
export type MetadataChange = Partial<Metadata>;

export const DESCRIPTION_RULE: TextRule = textRule({ field: 'description', max: 1_000 });

export const OWNER_RULE: TextRule = textRule({ field: 'owner', min: 1, max: 128 });

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
 * @example
 * completeMetadata({ tags: ['db'] }); // { description: null, owner: null, tags: ['db'], expiresAt: null }
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

/** As {@link checkMetadata}. Also refuses a change of nothing with 400. */
export function checkChange(change: MetadataChange, now: number): MetadataChange {
  if (Object.values(change).some((value) => value !== undefined)) return checkMetadata(change, now);
  const fields = Object.values(rulesAt(now)).map(({ field }) => field);
  throw invalidField('description', 'nothing_to_change', `Give at least one field to change: ${fields.join(', ')}.`);
}

/** True if the change gives an attribute that belongs to no single version. */
export function changesMoreThanExpiry({ expiresAt: _, ...rest }: MetadataChange): boolean {
  return Object.values(rest).some((value) => value !== undefined);
}

function checkAttribute<K extends keyof Metadata>(rules: Rules, name: K, value: Metadata[K] | undefined): void {
  if (value !== undefined && value !== null) requireField(rules[name], value as NonNullable<Metadata[K]>);
}
