import type { Sealed } from '#kernel';
import { type Assignment, hasCome } from './assignments.js';
import { unverifiedEmailKey, verifiedEmailKey } from './email.js';
import { type ClientKeys, DEFAULT_KDF } from './kdf.js';
import { NO_SECOND_FACTORS, type SecondFactors } from './second-factors.js';
import { type CredentialKind, holdingOf, type Invitation, type NewHash, type User } from './user.js';
import { deletedUsername } from './username.js';

/** A new credential and the parameters of the client's keys. Both are published together. */
export interface NewCredential {
  readonly kind: CredentialKind;
  readonly hash: NewHash;
  /** If omitted, the keys stay unchanged. A password reset never changes them. */
  readonly keys?: ClientKeys;
}

/** The account with another address, which is not verified. Unchanged if it is the same address. */
export function withEmail(user: User, email: string, now: number): User {
  if (email === user.email) return user;
  // A new epoch makes the tokens void that were mailed to the old address: password resets and invitations.
  const isToVoid = user.emailVerified || user.state === 'invited';
  const authEpoch = isToVoid ? user.authEpoch + 1 : user.authEpoch;
  // A username that is an address stays with its account, also while the account has another address.
  const emailKey = user.emailKey === user.username ? user.emailKey : unverifiedEmailKey(user.id);
  return { ...user, email, emailVerified: false, emailKey, authEpoch, updatedAt: now };
}

/** The account with these roles, each of them once. */
export function withRoles(user: User, assignments: readonly Assignment[], now: number): User {
  return { ...user, ...holdingOf(assignments), updatedAt: now };
}

/** The account with another end. If it had expired, its epoch rises, so that the sessions of that time stay ended. */
export function withExpiry(user: User, expiresAt: number | null, now: number): User {
  const authEpoch = hasCome(user.expiresAt, now) ? user.authEpoch + 1 : user.authEpoch;
  return { ...user, expiresAt, authEpoch, updatedAt: now };
}

/** The account in another state. The epoch rises, so all sessions end. */
export function withState(user: User, state: 'invited' | 'active' | 'disabled', now: number): User {
  return { ...user, state, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** The account in the state `deleting`. `probe`: the sealed value that must not open once the ring is shredded. */
export function doomed(user: User, probe: Sealed | null, now: number): User {
  return { ...user, state: 'deleting', authEpoch: user.authEpoch + 1, erasureProbe: probe, updatedAt: now };
}

/** The account with its address verified. Its folded address is unique among all verified ones. */
export function withVerifiedEmail(user: User, now: number): User {
  if (user.email === null) return user;
  return { ...user, emailVerified: true, emailKey: verifiedEmailKey(user.email), updatedAt: now };
}

/** The account with a credential that its owner chose. All sessions end, but the caller's may adopt the new epoch. */
export function withCredential(user: User, { kind, hash, keys }: NewCredential, now: number): User {
  return {
    ...withHash(user, hash),
    ...keys,
    credential: kind,
    passwordChangeRequired: false,
    authEpoch: user.authEpoch + 1,
    updatedAt: now,
  };
}

/** The account with an invitation that was opened for it as it is in `user`. */
export function withInvitation(user: User, { expiresAt, isMailed }: Pick<Invitation, 'expiresAt' | 'isMailed'>): User {
  return { ...user, invitation: { epoch: user.authEpoch, expiresAt, isMailed } };
}

/** The invited account, active, with the credential that its owner chose. The invitation is void. */
export function joined(user: User, credential: NewCredential, now: number): User {
  return { ...withCredential(user, credential, now), state: 'active', invitation: null };
}

/** The account without its password or login secret. Only a reset lets its owner in. All sessions end. */
export function withoutCredential(user: User, now: number): User {
  return { ...user, passwordHash: null, importedHash: null, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** The same password, hashed with the current costs and pepper. Sessions go on. */
export function withHash(user: User, { phc, pepperVersion }: NewHash): User {
  return { ...user, passwordHash: phc, pepperVersion, importedHash: null };
}

/** The account with other second factors. All sessions end, but the caller's may adopt the new epoch. */
export function withSecondFactors(user: User, secondFactors: SecondFactors, now: number): User {
  return { ...user, secondFactors, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** The account with a new epoch: one publication ends all its sessions. */
export function withoutSessions(user: User, now: number): User {
  return { ...user, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** The service account with another description. */
export function withDescription(user: User, description: string, now: number): User {
  return { ...user, description, updatedAt: now };
}

/** The service account of another owner. Null: its owner is deleted. */
export function withOwner(user: User, ownerId: string | null, now: number): User {
  return { ...user, ownerId, updatedAt: now };
}

/** What remains of a deleted user: the id, so that it is never used again, and the dates. */
export function tombstoneOf(user: User, now: number): User {
  return {
    id: user.id,
    kind: user.kind,
    description: '',
    ownerId: null,
    username: deletedUsername(user.id),
    email: null,
    emailVerified: false,
    emailKey: unverifiedEmailKey(user.id),
    state: 'deleted',
    roles: [],
    expiringRoles: [],
    expiresAt: null,
    authEpoch: user.authEpoch + 1,
    credential: 'password',
    passwordHash: null,
    pepperVersion: user.pepperVersion,
    importedHash: null,
    passwordChangeRequired: false,
    invitation: null,
    secondFactors: NO_SECOND_FACTORS,
    encryptionSalt: '',
    kdf: DEFAULT_KDF,
    protectedUserKey: null,
    erasureProbe: null,
    createdAt: user.createdAt,
    updatedAt: now,
  };
}
