import type { Caller } from '#kernel';
import { aRequest, type ManualClock, someRoots } from '#kernel/testing';
import type { User } from '#users';
import { type UserStores, userNode } from '#users/testing';
import { Owners } from '../application/owners.js';
import { ProgramRoles } from '../application/program-roles.js';
import { ServiceAccountCreation } from '../application/service-account-creation.js';
import { ServiceAccountEditing } from '../application/service-account-editing.js';
import { ServiceAccountListing } from '../application/service-account-listing.js';
import { ServiceAccountLookup } from '../application/service-account-lookup.js';
import { ServiceAccountRemoval } from '../application/service-account-removal.js';
import { ServiceAccountViews } from '../application/service-account-view.js';

/** One node's services of service accounts and of what lies below. Several nodes may share stores, roots and a clock. */
export function serviceAccountNode(stores: UserStores, roots = someRoots(), clock?: ManualClock) {
  const node = userNode(stores, roots, clock);
  const { accounts, access, policies, roles, opening, publisher, pages, removal, creations, trail } = node;
  const { authorizer } = policies;
  const lookup = new ServiceAccountLookup(accounts, access, authorizer);
  const views = new ServiceAccountViews(accounts);
  const owners = new Owners(accounts, stores.users, authorizer, node.clock);
  const programRoles = new ProgramRoles(roles, authorizer);
  node.personalData.register('ownerships', (id) => owners.sweep(id));
  return {
    ...node,
    ...{ lookup, owners },
    programs: {
      creation: new ServiceAccountCreation(
        ...([
          authorizer,
          programRoles,
          owners,
          accounts,
          stores.users,
          opening,
          views,
          trail,
          creations,
          node.clock,
        ] as const),
      ),
      editing: new ServiceAccountEditing(lookup, programRoles, owners, publisher, views, trail, node.clock),
      listing: new ServiceAccountListing(lookup, owners, pages, views, authorizer, trail),
      removal: new ServiceAccountRemoval(lookup, removal),
    },
  };
}

export type ServiceAccountNode = ReturnType<typeof serviceAccountNode>;

/** The service account `user`, by a credential that is not stored, in a new request. */
export function callerAsProgram(user: User, credential: string): Caller {
  const { id: userId, username, roles } = user;
  const principal = { kind: 'service', userId, username, roles, credential, authenticatedAt: 0, mfaAt: null } as const;
  return { principal: { ...principal, passwordChangeRequired: false }, request: aRequest() };
}
