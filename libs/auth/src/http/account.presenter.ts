import { expiringRoles, timestamp } from '#access';
import type { OwnAccountView } from '../application/account/own-account.js';
import { type MeResponse, REGISTERED, type RegisteredResponse, type SetupResponse } from './dto/account.answers.js';

export function meResponse({ user, roles, permissions, mfaMethods, sessionId }: OwnAccountView): MeResponse {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    roles: roles.map(({ name }) => name),
    expiring_roles: expiringRoles(roles),
    permissions,
    credential: user.credential,
    mfa_methods: mfaMethods,
    password_change_required: user.passwordChangeRequired,
    session_id: sessionId,
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
