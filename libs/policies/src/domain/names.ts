import { type Kind, kindOf, MODEL_NAME, type Permission, textRule } from '#kernel';

/** The longest name or pattern, in characters. All are ASCII, so this is bytes too. */
export const NAME_MAX_LENGTH = 256;

/** The characters of a segment, for a character class. Only usernames have `@` and `+`. */
export const SEGMENT_CHARACTERS = 'A-Za-z0-9._@+-';

const DOTS = '(?!\\.{1,2}(?:/|$))';
const NAME = new RegExp(`^${DOTS}[${SEGMENT_CHARACTERS}]+(?:/${DOTS}[${SEGMENT_CHARACTERS}]+)*$`);

const UPPER_CASE = /[A-Z]/;

/**
 * Whether `text` is a canonical name of this kind: segments of `[A-Za-z0-9._@+-]` joined by `/`, none of them `.` or `..`.
 * Decisions deny every other text, above all one with pattern characters [R47] [R49].
 *
 * @example isName('prod/*', 'secret') // false
 * @example isName('Root', 'role') // false
 */
export function isName(text: string, kind: Kind): boolean {
  return text.length <= NAME_MAX_LENGTH && NAME.test(text) && isInCaseOf(kind, text);
}

/**
 * Whether a name, or a pattern, has the case of its kind. Only paths of secrets have upper-case letters: `prod/DB` and
 * `prod/db` are two paths. All other names are kept in lower case, so a pattern with other letters would match none.
 */
export function isInCaseOf(kind: Kind, text: string): boolean {
  return kind === 'secret' || !UPPER_CASE.test(text);
}

/**
 * The canonical form of a role's or policy's name: trimmed, NFC, lower case. Null if that is not a valid name.
 *
 * @example modelName(' Read-Production ') // 'read-production'
 */
export function modelName(text: string): string | null {
  const name = text.trim().normalize('NFC').toLowerCase();
  return MODEL_NAME.test(name) ? name : null;
}

/** What a client may type as the name of a role or policy, in code points: it bounds the work of {@link modelName}. */
const TYPED_NAME_MAX = 128;

/** {@link MODEL_NAME} as it may be typed: with upper case and spaces around it. */
const TYPED_NAME = new RegExp(MODEL_NAME.source.replaceAll('a-z', 'A-Za-z').replace(/^\^(.*)\$$/, '^\\s*$1\\s*$'));

/** The name of a new role or policy. */
export const NAME_RULE = textRule({
  ...{ field: 'name', min: 1, max: TYPED_NAME_MAX, pattern: TYPED_NAME },
  message: `name must match ${MODEL_NAME.source}`,
  and: (text) => modelName(text) !== null,
});

/** The name that a client may send with a change. The domain also checks that it is the current one. */
export const CURRENT_NAME_RULE = textRule({
  ...{ field: 'name', code: 'immutable', max: TYPED_NAME_MAX },
  message: 'name cannot be changed: omit it, or send the current name',
});

export const DESCRIPTION_RULE = textRule({ field: 'description', code: 'length', max: 1_000 });

/** The kinds that have exactly one object, and its name. */
const SOLE_NAMES: Readonly<Partial<Record<Kind, string>>> = { audit: 'log' };

/**
 * The name of the only object that the permission can be about; null if its kind has many objects.
 *
 * @example soleNameOf('audit:read') // 'log'
 */
export function soleNameOf(permission: Permission): string | null {
  return SOLE_NAMES[kindOf(permission)] ?? null;
}
