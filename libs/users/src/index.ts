export { AccountsModule } from './accounts.module.js';
export { AccountChanges } from './application/accounts/account-changes.js';
export { Accounts } from './application/accounts/accounts.js';
export { AdministratorRoster } from './application/accounts/administrator-roster.js';
export { finishing } from './application/accounts/finishing.js';
export { namedAccount } from './application/accounts/named-account.js';
export { UserAccess } from './application/accounts/user-access.js';
export { UserChanges } from './application/accounts/user-changes.js';
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
export { isSound } from './application/repair/administration.js';
export { AdministratorRepair, type RepairPlan } from './application/repair/administrator-repair.js';
export { type Assignment, assignmentsAt, roleEndsOf, rolesAt } from './domain/accounts/assignments.js';
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
  type ImportedHash,
  invitationOf,
  isUsable,
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
  withEmail,
  withHash,
  withoutCredential,
  withoutSessions,
  withSecondFactors,
  withVerifiedEmail,
} from './domain/accounts/user-transitions.js';
export { canonicalUsername, foldedName, requireUsername } from './domain/accounts/username.js';
export { type ImportRecord, parseImportRecord } from './domain/imports/import-record.js';
export { type GivenCredential, requireLoginSecret } from './domain/passwords/credential.js';
export { normalizedPassword } from './domain/passwords/password-policy.js';
export type { HashOrigin } from './ports/password-hasher.js';
export { type UserFilter, UserStore } from './ports/user.store.js';
export { UsersModule } from './users.module.js';
