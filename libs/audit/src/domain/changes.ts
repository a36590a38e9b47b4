/** Lists of names are longer only where somebody made them so. A record that held them whole could be 130 KB. */
const NAMES_MAX = 100;

/** One field that a change changed: its name, and before and after it, if it holds names of roles or policies. */
export interface ChangedField {
  readonly field: string;
  /** Sorted. Null: the field holds no names. Its value is in no record. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
  /** How many names were left out. First those that are in both lists, if a list has more than 100. */
  readonly omitted: number;
}

/** A field whose values the audit does not keep. */
export function changedField(field: string): ChangedField {
  return { field, before: null, after: null, omitted: 0 };
}

/** A field with names of roles or policies. Empty if it holds the same ones as before. */
export function changedNames(field: string, before: readonly string[], after: readonly string[]): ChangedField[] {
  const [was, is] = [sorted(before), sorted(after)];
  if (was.join() === is.join()) return [];
  if (was.length <= NAMES_MAX && is.length <= NAMES_MAX) return [{ field, before: was, after: is, omitted: 0 }];
  const [left, come] = [without(was, is), without(is, was)];
  const shown = { before: left.slice(0, NAMES_MAX), after: come.slice(0, NAMES_MAX) };
  const omitted = was.length + is.length - shown.before.length - shown.after.length;
  return [{ field, ...shown, omitted }];
}

/**
 * The changes in one line, for a cell of a table.
 *
 * @example changesInWords([{ field: 'roles', before: ['a'], after: ['a', 'b'], omitted: 0 }]) // 'roles: a -> a b'
 */
export function changesInWords(changes: readonly ChangedField[]): string {
  return changes.map(inWords).join('; ');
}

/** Whether it is what {@link changedField} and {@link changedNames} make. */
export function isChanges(changes: unknown): changes is readonly ChangedField[] {
  return Array.isArray(changes) && changes.every(isChange);
}

function isChange(one: Partial<ChangedField> | null): boolean {
  const areNames = (names: unknown) => names === null || (Array.isArray(names) && names.every(isName));
  return (
    typeof one?.field === 'string' && areNames(one.before) && areNames(one.after) && typeof one.omitted === 'number'
  );
}

function isName(name: unknown): boolean {
  return typeof name === 'string';
}

function inWords({ field, before, after, omitted }: ChangedField): string {
  if (before === null || after === null) return field;
  const rest = omitted === 0 ? '' : ` (${omitted} more)`;
  return `${field}: ${before.join(' ') || 'none'} -> ${after.join(' ') || 'none'}${rest}`;
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}
