import { kindOf } from '#kernel';
import { validateConditions } from '../conditions/condition-validation.js';
import { EFFECTS, type Statement } from '../model.js';
import type { FieldErrors } from '../validation/field-errors.js';
import { members, strings, unknownFields } from '../validation/shape.js';
import { parseResource, permissionsOf } from './statement.js';
import { actionFault, resourceFault } from './statement-words.js';

/** Bounds of one policy. */
export const STATEMENTS_MAX = 50;
export const ACTIONS_MAX = 50;
export const RESOURCES_MAX = 50;

const FIELDS = ['effect', 'actions', 'resources', 'conditions'];

/** Where statements stand in a request, and how many there may be. */
const OF_POLICY = { field: 'statements', max: STATEMENTS_MAX };

/**
 * Reads the statements that a client sent. Adds each error to `errors` under its path (`statements[0].actions[1]`). Use
 * the result only if no error was added.
 */
export function validateStatements(input: unknown, errors: FieldErrors, { field, max } = OF_POLICY): Statement[] {
  if (!errors.isOfType(field, 'array', input)) return [];
  const list = input as readonly unknown[];
  if (list.length < 1 || list.length > max) {
    errors.add(field, 'size', `must be a list of 1 to ${max} statements`);
    return [];
  }
  return list.map((one, index) => validateStatement(one, `${field}[${index}]`, errors));
}

function validateStatement(input: unknown, field: string, errors: FieldErrors): Statement {
  const raw = members(input, field, errors);
  unknownFields(raw, FIELDS, field, errors);
  const effect = EFFECTS.find((one) => one === raw.effect);
  if (errors.isOfType(`${field}.effect`, 'string', raw.effect) && !effect)
    errors.add(`${field}.effect`, 'unknown_effect', `must be one of ${EFFECTS.join(', ')}`);
  const actions = strings(raw.actions, ACTIONS_MAX, `${field}.actions`, errors);
  const resources = strings(raw.resources, RESOURCES_MAX, `${field}.resources`, errors);
  checkActions(actions, `${field}.actions`, errors);
  checkResources(resources, `${field}.resources`, errors);
  checkKinds(actions, resources, field, errors);
  const conditions = validateConditions(raw.conditions, `${field}.conditions`, errors);
  return { effect: effect ?? 'deny', actions, resources, ...(conditions && { conditions }) };
}

function checkActions(actions: readonly string[], field: string, errors: FieldErrors): void {
  actions.forEach((action, index) => {
    if (!permissionsOf(action)) errors.add(`${field}[${index}]`, 'unknown_action', actionFault(action));
  });
}

function checkResources(resources: readonly string[], field: string, errors: FieldErrors): void {
  resources.forEach((resource, index) => {
    const parsed = parseResource(resource);
    if (typeof parsed !== 'string') return;
    const code = parsed === 'unknown_kind' ? 'unknown_kind' : 'pattern';
    errors.add(`${field}[${index}]`, code, resourceFault(resource));
  });
}

/**
 * Every action needs a resource of its kind, and every resource an action of its kind. Without one it has no effect,
 * and nobody would notice that in a deny.
 */
function checkKinds(
  actions: readonly string[],
  resources: readonly string[],
  field: string,
  errors: FieldErrors,
): void {
  const ofActions = actions.map((action) => (permissionsOf(action) ?? []).map(kindOf));
  const ofResources = resources.map((resource) => {
    const parsed = parseResource(resource);
    return typeof parsed === 'string' ? [] : parsed.map(({ kind }) => kind);
  });
  if ([...ofActions, ...ofResources].some((kinds) => kinds.length === 0)) return;
  const spoken = ofActions.flat();
  const present = ofResources.flat();
  ofActions.forEach((kinds, index) => {
    if (!kinds.some((kind) => present.includes(kind))) {
      errors.add(
        `${field}.actions[${index}]`,
        'without_resource',
        'needs a resource of the same kind in the statement',
      );
    }
  });
  ofResources.forEach((kinds, index) => {
    if (!kinds.some((kind) => spoken.includes(kind))) {
      errors.add(`${field}.resources[${index}]`, 'without_action', 'needs an action of the same kind in the statement');
    }
  });
}
