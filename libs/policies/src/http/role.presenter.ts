import { timestamp } from '#access';
import type { Role } from '../domain/model.js';
import type { RoleAnswer } from './dto/role.answers.js';

/** The fields of a role that answers show. */
export function roleAnswer(role: Role): RoleAnswer {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    policies: role.policies,
    mfa_required: role.mfaRequired,
    built_in: role.builtIn,
    created_at: timestamp(role.createdAt),
    updated_at: timestamp(role.updatedAt),
  };
}
