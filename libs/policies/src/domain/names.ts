import { type Kind, kindOf, type Permission } from '#kernel';

/** Names of objects and patterns over them are at most this long, in characters (all ASCII, so also in bytes). */
export const NAME_MAX_LENGTH = 256;

const DOTS = '(?!\\.{1,2}(?:/|$))';
const NAME = new RegExp(`^${DOTS}[a-z0-9._-]+(?:/${DOTS}[a-z0-9._-]+)*$`);
const MODEL_NAME = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/**
 * Whether `text` is a name in its one canonical form: segments of `[a-z0-9._-]` joined by `/`, none of them `.` or
 * `..`. Anything else, pattern characters before all, is decided by a denial [R47] [R49].
 */
export function isName(text: string): boolean {
  return text.length <= NAME_MAX_LENGTH && NAME.test(text);
}

/** The canonical form of a role's or a policy's name; null when there is none. */
export function modelName(text: string): string | null {
  const name = text.trim().normalize('NFC').toLowerCase();
  return MODEL_NAME.test(name) ? name : null;
}

/** Kinds of which there is one object, and its name. */
const SOLE_NAMES: Readonly<Partial<Record<Kind, string>>> = { audit: 'log' };

/** The name of the one object that the permission can be about; null where there may be many. */
export function soleNameOf(permission: Permission): string | null {
  return SOLE_NAMES[kindOf(permission)] ?? null;
}
