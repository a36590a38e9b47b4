export { AccountsModule } from './accounts.module.js';
export { AccountChanges } from './application/accounts/account-changes.js';
export { AccountOpening } from './application/accounts/account-opening.js';
export { AccountPages, type UserPage } from './application/accounts/account-pages.js';
export { Accounts } from './application/accounts/accounts.js';
export { AdministratorRoster } from './application/accounts/administrator-roster.js';
export { everyAccount } from './application/accounts/every-account.js';
export { finishing } from './application/accounts/finishing.js';
export { namedAccount } from './application/accounts/named-account.js';
export { RoleAssignment } from './application/accounts/role-assignment.js';
export { UserAccess } from './application/accounts/user-access.js';
export { UserChanges } from './application/accounts/user-changes.js';
export { UserPublisher } from './application/accounts/user-publisher.js';
export { AddressChanges } from './application/administration/address-changes.js';
export {
  Invitations,
  type InvitationTokens,
  type IssuedInvitation,
  type OpenedInvitation,
} from './application/administration/invitations.js';
export { requireEmail } from './application/administration/user-creation.js';
export { UserImport } from './application/administration/user-import.js';
export { Credentials } from './application/passwords/credentials.js';
export { HashingWays } from './application/passwords/hashing-ways.js';
export { PasswordPolicy } from './application/passwords/password-policy.js';
export { PersonalData } from './application/removal/personal-data.js';
export { UserRemoval } from './application/removal/user-removal.js';
export { UserSettlement } from './application/removal/user-settlement.js';
export { isSound } from './application/repair/administration.js';
export { AdministratorRepair, type RepairPlan } from './application/repair/administrator-repair.js';
export {
  type Assignment,
  assignmentsAt,
  type Holding,
  requireExpiry,
  roleEndsOf,
  rolesAt,
  wishedAssignments,
} from './domain/accounts/assignments.js';
export { verifiedEmailKey } from './domain/accounts/email.js';
export { DEFAULT_KDF, type Kdf, keyErrors } from './domain/accounts/kdf.js';
export {
  hasCountingFactor,
  type MfaMethod,
  methodCounts,
  mfaMethodsOf,
  NO_SECOND_FACTORS,
  type SecondFactors,
  withoutFactor,
} from './domain/accounts/second-factors.js';
export {
  type CredentialKind,
  hasExpired,
  holdingOf,
  type ImportedHash,
  invitationOf,
  isUsable,
  makeServiceAccount,
  makeUser,
  USER_FORMAT,
  type User,
  type UserState,
  verifiedAddressOf,
} from './domain/accounts/user.js';
export {
  joined,
  type NewCredential,
  withCredential,
  withDescription,
  withEmail,
  withExpiry,
  withHash,
  withOwner,
  withoutCredential,
  withoutSessions,
  withRoles,
  withSecondFactors,
  withState,
  withVerifiedEmail,
} from './domain/accounts/user-transitions.js';
export { canonicalUsername, foldedName, requireUsername, USERNAME_RULE } from './domain/accounts/username.js';
export { type ImportRecord, parseImportRecord } from './domain/imports/import-record.js';
export { type GivenCredential, LOGIN_SECRET, requireLoginSecret } from './domain/passwords/credential.js';
export { normalizedPassword, PASSWORD_MAX_LENGTH } from './domain/passwords/password-policy.js';
export type { HashOrigin } from './ports/password-hasher.js';
export { type UserFilter, type UserScan, UserStore } from './ports/user.store.js';
export { UsersModule } from './users.module.js';
