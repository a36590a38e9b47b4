import { invalidField, isJsonObject, type JsonObject } from '#kernel';
import { requireNames } from './kv-body.js';

/** What of a secret's metadata KV's `custom_metadata` carries. */
export interface Described {
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
}

export type CustomMetadata = Readonly<Record<string, string>>;

/** Names with a meaning of their own. Every other name is a tag: `team` with `shop` is the tag `team:shop`. */
const OWN: ReadonlySet<string> = new Set(['description', 'owner', 'tags']);
/** The first `:` of a tag parts its name from its value. */
const NAMED_TAG = /^([a-z0-9._-]+):(.*)$/;
const TAG_NAME = /^[a-z0-9._-]{1,63}$/;
const TAG_NAME_FORM = '1 to 63 characters of a-z, 0-9, ".", "_" and "-"';

/** What {@link customMetadataIn} takes beside custom_metadata, each with what it may say: the way that Coffer is. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  max_versions: [0, null],
  cas_required: [false, null],
  delete_version_after: ['', '0', '0s', 0, null],
  metadata_cas_required: [false, null],
};

/**
 * The `custom_metadata` of a secret. Null: there is nothing to show, as in Vault. A tag without a name, or whose name is
 * taken, is in `tags`.
 *
 * @example
 * customMetadataOf({ description: null, owner: 'Ann', tags: ['team:shop', 'db'] }); // { owner: 'Ann', team: 'shop', tags: 'db' }
 */
export function customMetadataOf({ description, owner, tags }: Described): CustomMetadata | null {
  const shown = new Map<string, string>();
  const unnamed: string[] = [];
  if (description !== null) shown.set('description', description);
  if (owner !== null) shown.set('owner', owner);
  for (const tag of tags) {
    const [, name = '', value = ''] = NAMED_TAG.exec(tag) ?? [];
    if (name === '' || OWN.has(name) || shown.has(name)) unnamed.push(tag);
    else shown.set(name, value);
  }
  if (unnamed.length > 0) shown.set('tags', unnamed.join(','));
  return shown.size === 0 ? null : Object.fromEntries(shown);
}

/** What a `custom_metadata` describes. Absent members are absent then. Throws `validation_failed` for a name that is no tag. */
export function describedBy(custom: CustomMetadata): Described {
  const tags = Object.entries(custom).flatMap(([name, value]) => {
    if (OWN.has(name)) return [];
    if (TAG_NAME.test(name)) return [`${name}:${value}`];
    const message = `A name of custom_metadata is kept as a tag: it must be ${TAG_NAME_FORM}`;
    throw invalidField('custom_metadata', 'tags', message);
  });
  const unnamed = custom.tags ? custom.tags.split(',').map((tag) => tag.trim()) : [];
  return { description: custom.description ?? null, owner: custom.owner ?? null, tags: [...tags, ...unnamed] };
}

/**
 * What makes `present` say what `next` says; null: it does already. The order of tags says nothing: the same tags keep theirs.
 * It has every member, so that of two requests at once one is kept whole.
 */
export function changeTo(present: Described, next: Described): Described | null {
  const sorted = (tags: readonly string[]) => [...tags].sort().join();
  const hasTags = sorted(next.tags) === sorted(present.tags);
  if (hasTags && next.description === present.description && next.owner === present.owner) return null;
  return { ...next, tags: hasTags ? present.tags : next.tags };
}

/**
 * The custom_metadata of a request. Undefined: it has none. With `mayRemove`, null takes a member away. Settings of the
 * engine that Coffer would not follow are refused, and so is what it does not know: nothing is dropped in silence. Throws
 * `validation_failed`.
 */
export function customMetadataIn(body: JsonObject = {}, mayRemove: boolean): JsonObject | undefined {
  requireNames(body, '', ['custom_metadata', ...Object.keys(FIXED)]);
  for (const [name, taken] of Object.entries(FIXED)) {
    const value = body[name];
    if (value !== undefined && !taken.includes(value)) throw fixed(name);
  }
  const { custom_metadata: custom } = body;
  if (custom === undefined) return undefined;
  if (!isJsonObject(custom)) throw invalidField('custom_metadata', 'type', 'custom_metadata must be a JSON object');
  if (Object.values(custom).every((value) => typeof value === 'string' || (value === null && mayRemove))) return custom;
  throw invalidField('custom_metadata', 'type', 'Each member of custom_metadata must be a text');
}

function fixed(name: string) {
  const message = `${name} cannot be set: Coffer has one rule for all secrets, which its operator sets`;
  return invalidField(name, 'not_supported', message);
}
