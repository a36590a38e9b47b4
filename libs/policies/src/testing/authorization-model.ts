import { ADMINISTRATOR } from '../domain/built-ins.js';
import { type AuthorizationModel, MODEL_ID, type Policy, type Role, type Statement } from '../domain/model.js';

const AT = Date.UTC(2026, 10, 22);

export function policyOf(name: string, statements: readonly Statement[]): Policy {
  return { ...common(name), statements };
}

export function roleOf(name: string, policies: readonly string[], deletingSince: number | null = null): Role {
  return { ...common(name), policies, mfaRequired: false, deletingSince };
}

export function modelOf(parts: Partial<AuthorizationModel>): AuthorizationModel {
  return { id: MODEL_ID, roles: [], policies: [], administrators: [], administratorRoles: {}, ...parts };
}

/** A model of one role, `role`, that holds one policy, `policy`. */
export function modelWith(...statements: Statement[]): AuthorizationModel {
  return modelOf({ roles: [roleOf('role', ['policy'])], policies: [policyOf('policy', statements)] });
}

/** An administrator's account, as it was read at its first revision. */
export function anAdministrator(id: string, ...more: string[]) {
  return { id, roles: [ADMINISTRATOR, ...more].sort(), ends: [], revision: 1 };
}

function common(name: string) {
  return { id: `id-of-${name}`, name, description: '', builtIn: false, revision: 1, createdAt: AT, updatedAt: AT };
}
