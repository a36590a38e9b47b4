import { AUDITOR, AUDITOR_METADATA, builtInsBeside, EARLIER_METADATA } from '../built-ins.js';
import type { AuthorizationModel, Policy, Role } from '../model.js';

/** What never changes in a built-in role or policy. */
function contentOf(object: Role | Policy): string {
  const { name, builtIn } = object;
  const content =
    'statements' in object
      ? { statements: object.statements }
      : { policies: object.policies, mfaRequired: object.mfaRequired, deletingSince: object.deletingSince };
  return JSON.stringify({ name, builtIn, ...content });
}

function alteredAmong<T extends Role | Policy>(present: readonly T[], right: readonly T[]): T[] {
  return right.filter((one) => {
    const found = present.find(({ name }) => name === one.name);
    return !found || contentOf(found) !== contentOf(one);
  });
}

/** The built-in roles and policies that are missing or altered, such as `role auditor`. The API changes none of them. */
export function alteredBuiltIns(model: AuthorizationModel): readonly string[] {
  const first = builtInsBeside(model, 0);
  return [
    ...alteredAmong(model.roles, first.roles).map(({ name }) => `role ${name}`),
    ...alteredAmong(model.policies, first.policies).map(({ name }) => `policy ${name}`),
  ];
}

/** The model with every built-in role and policy as it was made at the first start. The same object if none differs. */
export function withBuiltIns(model: AuthorizationModel, now: number): AuthorizationModel {
  const first = builtInsBeside(model, now);
  const roles = alteredAmong(model.roles, first.roles);
  const policies = alteredAmong(model.policies, first.policies);
  if (roles.length + policies.length === 0) return model;
  return { ...model, roles: restored(model.roles, roles), policies: restored(model.policies, policies) };
}

/**
 * The model with what became built in after it was first written: a part of the role auditor, and service accounts in its
 * policy. The same object if there is nothing to add, or if the role is not as an older Coffer made it: only {@link withBuiltIns} repairs that.
 */
export function withLaterBuiltIns(model: AuthorizationModel, now: number): AuthorizationModel {
  const auditor = model.roles.find(({ name }) => name === AUDITOR);
  const present = model.policies.find(({ name }) => name === AUDITOR_METADATA);
  const { roles, policies } = builtInsBeside(model, now);
  const isLater = ({ name }: Role | Policy): boolean => name === AUDITOR || name === AUDITOR_METADATA;
  if (present) {
    return isEarlier(present) ? { ...model, policies: restored(model.policies, policies.filter(isMetadata)) } : model;
  }
  if (!auditor?.builtIn || auditor.policies.join() !== AUDITOR) return model;
  return {
    ...model,
    roles: restored(model.roles, roles.filter(isLater)),
    policies: [...model.policies, ...policies.filter(isMetadata)],
  };
}

function isMetadata({ name }: Policy): boolean {
  return name === AUDITOR_METADATA;
}

/** True for the policy as a Coffer without service accounts wrote it. */
function isEarlier({ builtIn, statements }: Policy): boolean {
  return builtIn && JSON.stringify(statements) === JSON.stringify(EARLIER_METADATA);
}

/** Keeps the id of an object that is there. */
function restored<T extends Role | Policy>(present: readonly T[], right: readonly T[]): T[] {
  const names = new Set(right.map(({ name }) => name));
  const others = present.filter(({ name }) => !names.has(name));
  const known = new Map(present.map((one) => [one.name, one]));
  const made = right.map((one) => {
    const before = known.get(one.name);
    return before ? { ...one, id: before.id, revision: before.revision + 1, createdAt: before.createdAt } : one;
  });
  return [...others, ...made];
}
