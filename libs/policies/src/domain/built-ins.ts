import { newId } from '#kernel';
import { type AuthorizationModel, MODEL_ID, type Policy, type Role, type Statement } from './model.js';

export const ADMINISTRATOR = 'administrator';
export const AUDITOR = 'auditor';
export const MEMBER = 'member';

const BUILT_IN: readonly {
  readonly name: string;
  readonly description: string;
  readonly statements: readonly Statement[];
}[] = [
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
    name: MEMBER,
    description: 'Only the own account, which every account may use anyway.',
    statements: [],
  },
];

/** The model of the first start: the built-in roles, each with one policy of the same name, and no administrators. */
export function firstModel(now: number): AuthorizationModel {
  return {
    id: MODEL_ID,
    roles: BUILT_IN.map(({ name, description }): Role => {
      return { ...made(now), name, description, policies: [name], mfaRequired: false, deletingSince: null };
    }),
    policies: BUILT_IN.map(({ name, description, statements }): Policy => {
      return { ...made(now), name, description, statements };
    }),
    administrators: [],
    administratorRoles: {},
  };
}

function made(now: number) {
  return { id: newId(now), builtIn: true, revision: 1, createdAt: now, updatedAt: now };
}
