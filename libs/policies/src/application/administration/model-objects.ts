import { randomUUID } from 'node:crypto';
import { type Clock, CofferError, notFound, requireField, requireRevision } from '#kernel';
import type { NameScope } from '../../domain/decisions/name-scope.js';
import type { Policy, Role } from '../../domain/model.js';
import { CURRENT_NAME_RULE, modelName, NAME_RULE } from '../../domain/names.js';
import type { FieldErrors } from '../../domain/validation/field-errors.js';

type ModelObject = Role | Policy;

/** One page of a list in the order of names. The next page begins after the name `next`; null at the end. */
export interface NamePage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export async function pageOf<T extends ModelObject>(
  all: readonly T[],
  scope: NameScope,
  after: string | null,
  limit: number,
  clock: Clock,
): Promise<NamePage<T>> {
  const rest = all.filter(({ name }) => after === null || name > after).sort((a, b) => (a.name < b.name ? -1 : 1));
  const items: T[] = [];
  let next = after;
  for (const one of rest) {
    await clock.giveWay();
    if (scope.isSpent) return { items, next };
    if (scope.allows(one.name)) {
      if (items.length === limit) return { items, next };
      items.push(one);
    }
    next = one.name;
  }
  return { items, next: null };
}

/** The object with this id. Throws `not_found` if somebody has removed it meanwhile. */
export function present<T extends ModelObject>(all: readonly T[], id: string): T {
  const object = all.find((one) => one.id === id);
  if (!object) throw notFound(randomUUID());
  return object;
}

/** Throws `precondition_failed` if the caller saw another revision, and `built_in` for built-in objects. */
export function checkChangeable(object: ModelObject, seen: readonly number[] | null): void {
  requireRevision(seen, object.revision);
  if (object.builtIn) throw new CofferError('built_in', 'Built-in roles and policies cannot be changed or removed.');
}

export function checkNameFree(all: readonly ModelObject[], name: string): void {
  if (all.some((one) => one.name === name)) throw new CofferError('name_taken', 'The name is taken.');
}

/** The canonical form of a new object's name. Adds an error to `errors` if the name is not valid. */
export function nameOf(input: string, errors: FieldErrors): string {
  errors.require(NAME_RULE, input);
  return modelName(input) ?? '';
}

/**
 * Throws `validation_failed` if the client sent another name than the current one. Names never change, since roles refer
 * to policies by name, and accounts to roles.
 */
export function checkSameName(object: ModelObject, name: string | undefined): void {
  if (name === undefined) return;
  requireField({ ...CURRENT_NAME_RULE, holds: (sent) => modelName(sent) === object.name }, name);
}

export function replaced<T extends ModelObject>(all: readonly T[], changed: T): T[] {
  return all.map((one) => (one.id === changed.id ? changed : one));
}
