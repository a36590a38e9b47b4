import { type ChangedField, changedField, changedNames } from '#audit';
import type { NamedObject } from '../../domain/administrators/administrator-roles.js';
import type { AuthorizationModel, Policy, Role } from '../../domain/model.js';

/** What a client sends of a role or a policy. Absent fields stay as they are. */
export type ModelContent = Partial<Pick<Role, 'policies' | 'mfaRequired'> & Pick<Policy, 'description' | 'statements'>>;

const NOTHING: Required<ModelContent> = { description: '', policies: [], mfaRequired: false, statements: [] };

/** The role or the policy with this name. Absent: {@link changesBetween} takes it for one without any content. */
export function contentOf(model: AuthorizationModel, { kind, name }: NamedObject): ModelContent {
  const all: readonly (Role | Policy)[] = kind === 'role' ? model.roles : model.policies;
  return all.find((one) => one.name === name) ?? {};
}

/** For the audit: the fields that differ, with the names of policies and without any value. */
export function changesBetween(before: ModelContent, after: ModelContent): ChangedField[] {
  const [was, is] = [
    { ...NOTHING, ...before },
    { ...NOTHING, ...after },
  ];
  return [
    ...(was.description === is.description ? [] : [changedField('description')]),
    ...changedNames('policies', was.policies, is.policies),
    ...(was.mfaRequired === is.mfaRequired ? [] : [changedField('mfa_required')]),
    ...(JSON.stringify(was.statements) === JSON.stringify(is.statements) ? [] : [changedField('statements')]),
  ];
}
