import { ALL_PERMISSIONS, KINDS, type Kind, kindOf, type Permission } from '#kernel';
import { type Condition, compileCondition } from '../conditions/condition.js';
import { EFFECTS, type Statement } from '../model.js';
import { isInCaseOf } from '../names.js';
import { DEEP, type Pattern, parsePattern } from '../patterns/pattern.js';

/** The action that stands for every permission, and the resource that stands for every object of every kind. */
export const EVERY_ACTION = '*';
export const EVERY_RESOURCE = DEEP;

/** A pattern over the names of one kind. */
export interface ResourcePattern {
  readonly kind: Kind;
  readonly pattern: Pattern;
}

/** A statement ready to be indexed. */
export interface CompiledStatement {
  readonly effect: 'allow' | 'deny';
  readonly permissions: ReadonlySet<Permission>;
  readonly resources: readonly ResourcePattern[];
  /** Null: unconditional. */
  readonly condition: Condition | null;
}

const BY_ACTION: ReadonlyMap<string, readonly Permission[]> = new Map<string, readonly Permission[]>([
  [EVERY_ACTION, ALL_PERMISSIONS],
  ...KINDS.map((kind) => [`${kind}:*`, ALL_PERMISSIONS.filter((one) => kindOf(one) === kind)] as const),
  ...ALL_PERMISSIONS.map((one) => [one, [one]] as const),
]);

/**
 * The permissions that an action (`*`, `<kind>:*` or `<kind>:<verb>`) stands for; null if the action is unknown.
 *
 * @example permissionsOf('audit:read') // ['audit:read']
 */
export function permissionsOf(action: string): readonly Permission[] | null {
  return BY_ACTION.get(action) ?? null;
}

const EVERYTHING: Pattern = { text: DEEP, segments: [DEEP] };
const EVERY_NAME: readonly ResourcePattern[] = KINDS.map((kind) => ({ kind, pattern: EVERYTHING }));

/**
 * The patterns that a resource stands for, each with its kind; `unknown_kind` or `malformed` if it is not a resource.
 *
 * @example parseResource('secret:prod/**') // one pattern of the kind `secret`
 * @example parseResource('secret') // 'malformed'
 */
export function parseResource(resource: string): readonly ResourcePattern[] | 'unknown_kind' | 'malformed' {
  if (resource === EVERY_RESOURCE) return EVERY_NAME;
  const colon = resource.indexOf(':');
  if (colon === -1) return 'malformed';
  const kind = KINDS.find((one) => one === resource.slice(0, colon));
  if (!kind) return 'unknown_kind';
  const pattern = parsePattern(resource.slice(colon + 1));
  return pattern && isInCaseOf(kind, pattern.text) ? [{ kind, pattern }] : 'malformed';
}

/**
 * Compiles a published statement. A part of an allow that cannot be read allows nothing. Null if a part of a deny, or
 * the effect itself, cannot be read: what the statement denies is then unknown.
 */
export function compileStatement(statement: Statement): CompiledStatement | null {
  const permissions = statement.actions.map(permissionsOf);
  const resources = statement.resources.map(parseResource);
  const readable = permissions.every((one) => one !== null) && resources.every((one) => typeof one !== 'string');
  if (!EFFECTS.includes(statement.effect) || (statement.effect === 'deny' && !readable)) return null;
  return {
    effect: statement.effect,
    permissions: new Set(permissions.flatMap((one) => one ?? [])),
    resources: resources.flatMap((one) => (typeof one === 'string' ? [] : one)),
    condition: compileCondition(statement.conditions),
  };
}
