import { newId } from '#kernel';
import { type AuthorizationModel, MODEL_ID, type Policy, type Role } from './model.js';

export const ADMINISTRATOR = 'administrator';
export const AUDITOR = 'auditor';
export const MEMBER = 'member';

/** What the role auditor reads besides the audit. A role with the policy {@link AUDITOR} alone reads the audit alone. */
export const AUDITOR_METADATA = 'auditor-metadata';

/** The statements of {@link AUDITOR_METADATA}: what it lists and reads. */
function metadataOf(
  kinds: readonly ('user' | 'service_account' | 'role' | 'policy' | 'secret')[],
): Policy['statements'] {
  const actions = kinds.flatMap((kind) => [`${kind}:list`, `${kind}:read`] as const);
  return [{ effect: 'allow', actions, resources: kinds.map((kind) => `${kind}:**`) }];
}

/** What a Coffer without service accounts wrote. */
export const EARLIER_METADATA = metadataOf(['user', 'role', 'policy', 'secret']);

const POLICIES: readonly Pick<Policy, 'name' | 'description' | 'statements'>[] = [
  {
    name: ADMINISTRATOR,
    description: 'Everything.',
    statements: [{ effect: 'allow', actions: ['*'], resources: ['**'] }],
  },
  {
    name: AUDITOR,
    description: 'Reads the audit trail, and nothing else.',
    statements: [{ effect: 'allow', actions: ['audit:read'], resources: ['audit:**'] }],
  },
  {
    name: AUDITOR_METADATA,
    description:
      'Reads who may do what: users, service accounts and their keys, roles, policies, and secrets, all without secret values.',
    statements: metadataOf(['user', 'service_account', 'role', 'policy', 'secret']),
  },
  {
    name: MEMBER,
    description: 'Only the own account, which every account may use anyway.',
    statements: [],
  },
];

const ROLES: readonly Pick<Role, 'name' | 'description' | 'policies'>[] = [
  { name: ADMINISTRATOR, description: 'Everything.', policies: [ADMINISTRATOR] },
  {
    name: AUDITOR,
    description: 'Reads the audit trail, and who may do what. Reveals and changes nothing.',
    policies: [AUDITOR, AUDITOR_METADATA],
  },
  { name: MEMBER, description: 'Only the own account, which every account may use anyway.', policies: [MEMBER] },
];

/** The model of the first start: the built-in roles and policies, and no administrators. */
export function firstModel(now: number): AuthorizationModel {
  return {
    id: MODEL_ID,
    roles: ROLES.map((role): Role => ({ ...made(now), ...role, mfaRequired: false, deletingSince: null })),
    policies: POLICIES.map((policy): Policy => ({ ...made(now), ...policy })),
    administrators: [],
    administratorRoles: {},
  };
}

/**
 * What is built in beside the objects of `model`. A store of an older Coffer may have a policy of its own with the name
 * {@link AUDITOR_METADATA}. It stays as it is, and the role auditor goes without.
 */
export function builtInsBeside(model: AuthorizationModel, now: number): Pick<AuthorizationModel, 'roles' | 'policies'> {
  const { roles, policies } = firstModel(now);
  if (!model.policies.some(({ name, builtIn }) => name === AUDITOR_METADATA && !builtIn)) return { roles, policies };
  const without = (names: readonly string[]) => names.filter((name) => name !== AUDITOR_METADATA);
  return {
    roles: roles.map((role) => ({ ...role, policies: without(role.policies) })),
    policies: policies.filter(({ name }) => name !== AUDITOR_METADATA),
  };
}

function made(now: number) {
  return { id: newId(now), builtIn: true, revision: 1, createdAt: now, updatedAt: now };
}
