import { expiringRoles, type HeaderSink, tagged, timestamp } from '#access';
import type { Caller, Stored } from '#kernel';
import type { IssuedInvitation } from '../application/administration/invitations.js';
import type { CreatedUser } from '../application/administration/user-creation.js';
import type { Removal } from '../application/removal/user-removal.js';
import { assignmentsAt } from '../domain/accounts/assignments.js';
import { invitationOf, type User } from '../domain/accounts/user.js';
import {
  type CreatedUserResponse,
  type InvitationResponse,
  receiptMessage,
  type UserReceiptResponse,
  type UserResponse,
} from './dto/user.answers.js';

/** The account, with its ETag. `caller`: who gets the answer. */
export function shown(reply: HeaderSink, caller: Caller, { value, revision }: Stored<User>): UserResponse {
  return tagged(reply, revision, userResponse(value, caller.request.receivedAt));
}

/** The new account with its invitation, and its ETag. */
export function createdResponse(
  reply: HeaderSink,
  caller: Caller,
  { invitation, ...created }: CreatedUser,
): CreatedUserResponse {
  return { ...shown(reply, caller, created), invitation: invitation && invitationResponse(invitation) };
}

export function invitationResponse({ token, expiresAt }: IssuedInvitation): InvitationResponse {
  return {
    delivery: token === null ? 'mail' : 'response',
    invitation_token: token,
    expires_at: timestamp(expiresAt),
  };
}

/** The fields of an account that answers show at `now`. */
export function userResponse(user: User, now: number): UserResponse {
  const assignments = assignmentsAt(user, now);
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    roles: assignments.map(({ name }) => name),
    expiring_roles: expiringRoles(assignments),
    state: user.state,
    password_change_required: user.passwordChangeRequired,
    expires_at: timestamp(user.expiresAt),
    invitation_expires_at: timestamp(invitationOf(user)?.expiresAt ?? null),
    created_at: timestamp(user.createdAt),
    updated_at: timestamp(user.updatedAt),
  };
}

export function receiptResponse({ id, destroyedAt, swept, sample }: Removal): UserReceiptResponse {
  const at = timestamp(destroyedAt);
  return {
    id,
    destroyed: ['key_ring', 'password', 'personal_fields', ...Object.keys(swept)],
    swept,
    destroyed_at: at,
    sample: { opened: sample.opened, error: sample.error },
    message: receiptMessage(at, swept),
  };
}
