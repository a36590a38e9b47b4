import { type AuditLog, type AuditTrail, PersonalErasure } from '#audit';
import type { Creations } from '#idempotency';
import type { Clock, Roots } from '#kernel';
import type { KeyManagement, KeyRings, Sealing } from '#keys';
import type { Administrators, AuthorizationModelStore, Authorizer, ModelPublisher } from '#policies';
import { Argon2PasswordHasher } from '../adapters/argon2.password-hasher.js';
import { BcryptImportedHasher } from '../adapters/bcrypt.imported-hasher.js';
import { AccountOpening } from '../application/accounts/account-opening.js';
import { AccountPages } from '../application/accounts/account-pages.js';
import { Accounts } from '../application/accounts/accounts.js';
import { AdministratorRoster } from '../application/accounts/administrator-roster.js';
import { RoleAssignment } from '../application/accounts/role-assignment.js';
import { UserAccess } from '../application/accounts/user-access.js';
import { UserChanges } from '../application/accounts/user-changes.js';
import { UserPublisher } from '../application/accounts/user-publisher.js';
import { AddressChanges } from '../application/administration/address-changes.js';
import { Invitations } from '../application/administration/invitations.js';
import { UserCreation } from '../application/administration/user-creation.js';
import { UserEditing } from '../application/administration/user-editing.js';
import { UserImport } from '../application/administration/user-import.js';
import { UserInvitations } from '../application/administration/user-invitations.js';
import { UserListing } from '../application/administration/user-listing.js';
import { Credentials } from '../application/passwords/credentials.js';
import { HashingWays } from '../application/passwords/hashing-ways.js';
import { PasswordGeneration } from '../application/passwords/password-generation.js';
import { ErasureProof } from '../application/removal/erasure-proof.js';
import { PersonalData } from '../application/removal/personal-data.js';
import { UserRemoval } from '../application/removal/user-removal.js';
import { UserSettlement } from '../application/removal/user-settlement.js';
import { AdministratorRepair } from '../application/repair/administrator-repair.js';
import type { UserStore } from '../ports/user.store.js';
import { aPasswordPolicy, PASSWORD_SETTINGS } from './passwords.js';

/** What the services of users are built on. */
export interface UserParts {
  readonly stores: {
    readonly users: UserStore;
    readonly models: AuthorizationModelStore;
    readonly keyring: KeyManagement;
    readonly auditLog: AuditLog;
  };
  readonly policies: {
    readonly authorizer: Authorizer;
    readonly administrators: Administrators;
    readonly publisher: ModelPublisher;
  };
  readonly keyRings: KeyRings;
  readonly sealing: Sealing;
  readonly creations: Creations;
  readonly trail: AuditTrail;
  readonly roots: Roots;
  readonly clock: Clock;
}

/** One node's services of users. */
export function userServices({ stores, policies, keyRings, sealing, creations, trail, roots, clock }: UserParts) {
  const { authorizer, administrators } = policies;
  const changes = new UserChanges();
  const accounts = new Accounts(stores.users, keyRings, changes, clock);
  const hasher = new Argon2PasswordHasher(roots, PASSWORD_SETTINGS);
  const hashingWays = new HashingWays(stores.users);
  const credentials = new Credentials(hasher, new BcryptImportedHasher(), hashingWays, PASSWORD_SETTINGS);
  const passwordPolicy = aPasswordPolicy();
  const roster = new AdministratorRoster(administrators, accounts, clock);
  const roles = new RoleAssignment(authorizer, stores.models);
  const opening = new AccountOpening(accounts, roles, roster);
  const publisher = new UserPublisher(accounts, roster, roles, clock);
  const pages = new AccountPages(stores.users, clock);
  const access = new UserAccess(stores.users, authorizer);
  const personalData = new PersonalData();
  const invitations = new Invitations();
  const addressChanges = new AddressChanges();
  const proof = new ErasureProof(sealing, stores.keyring);
  const removal = new UserRemoval(
    ...([access, publisher, accounts, keyRings, proof, personalData, trail, clock] as const),
  );
  const erasure = new PersonalErasure(stores.auditLog, trail, clock);
  return {
    ...{ changes, accounts, hasher, hashingWays, credentials, passwordPolicy, roster, access, personalData, removal },
    ...{ invitations, addressChanges, creations, roles, opening, publisher, pages },
    creation: new UserCreation(
      ...([authorizer, roles, credentials, passwordPolicy, accounts, opening, invitations] as const),
      ...([trail, creations, clock] as const),
    ),
    passwordGeneration: new PasswordGeneration(accounts, passwordPolicy, trail),
    repair: new AdministratorRepair(
      ...([stores.users, stores.models, policies.publisher, publisher, roster, trail, clock] as const),
    ),
    editing: new UserEditing(access, roles, publisher, addressChanges, trail, clock),
    userInvitations: new UserInvitations(access, accounts, invitations, trail, clock),
    userImport: new UserImport(accounts, opening, credentials, trail, clock),
    listing: new UserListing(pages, access, authorizer, trail),
    userSettlement: new UserSettlement(stores.users, keyRings, removal, roster, erasure, clock),
  };
}
