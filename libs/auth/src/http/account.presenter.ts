import { expiringRoles, timestamp } from '#access';
import type { OwnAccountView } from '../application/account/own-account.js';
import { type MeResponse, REGISTERED, type RegisteredResponse, type SetupResponse } from './dto/account.answers.js';

export function meResponse({ user, roles, permissions, mfaMethods, credentialId }: OwnAccountView): MeResponse {
  const isPerson = user.kind === 'person';
  return {
    kind: user.kind,
    id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    roles: roles.map(({ name }) => name),
    expiring_roles: expiringRoles(roles),
    permissions,
    credential: isPerson ? user.credential : null,
    mfa_methods: mfaMethods,
    password_change_required: user.passwordChangeRequired,
    session_id: isPerson ? credentialId : null,
    credential_id: credentialId,
    expires_at: timestamp(user.expiresAt),
    created_at: timestamp(user.createdAt),
  };
}

export function registeredResponse({ id, username }: { id: string; username: string }): RegisteredResponse {
  return { id, username, message: REGISTERED };
}

export function setupResponse(user: OwnAccountView['user']): SetupResponse {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    roles: user.roles,
    created_at: timestamp(user.createdAt),
  };
}
