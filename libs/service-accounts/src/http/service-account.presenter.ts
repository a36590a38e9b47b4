import { expiringRoles, type HeaderSink, tagged, timestamp } from '#access';
import type { ServiceAccountView } from '../application/service-account-view.js';
import type { ServiceAccountResponse } from './dto/service-account.answers.js';

/** The account, with its ETag. */
export function shown(reply: HeaderSink, view: ServiceAccountView): ServiceAccountResponse {
  return tagged(reply, view.revision, serviceAccountResponse(view));
}

export function serviceAccountResponse(view: ServiceAccountView): ServiceAccountResponse {
  return {
    id: view.id,
    name: view.name,
    description: view.description,
    owner: view.owner,
    roles: view.roles.map(({ name }) => name),
    expiring_roles: expiringRoles(view.roles),
    state: view.state,
    expires_at: timestamp(view.expiresAt),
    created_at: timestamp(view.createdAt),
    updated_at: timestamp(view.updatedAt),
  };
}
