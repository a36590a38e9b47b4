/** For the documentation: what a name is once it is lower-cased. */
export const NAME_PATTERN = '^[a-z0-9][a-z0-9_.-]{0,63}$';
/** Bounds the work on a name as it was typed; a canonical one has 64 characters at most. */
export const TYPED_NAME_MAX = 128;

export const EXAMPLE_TIME = '2026-11-22T09:30:00.000Z';

export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
