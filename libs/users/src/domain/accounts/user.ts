import { randomBytes } from 'node:crypto';
import { type Sealed, StoredFormat } from '#kernel';
import { unverifiedEmailKey, verifiedEmailKey } from './email.js';
import { type ClientKeys, DEFAULT_KDF, ENCRYPTION_SALT_BYTES, type Kdf } from './kdf.js';
import { NO_SECOND_FACTORS, type SecondFactors } from './second-factors.js';
import { deletedUsername } from './username.js';

/**
 * `pending`: made by setup and not yet active. `deleting`: its key ring is being destroyed; all that can still happen
 * to it is the rest of its deletion. `deleted`: a tombstone without personal fields.
 */
export const USER_STATES = ['pending', 'active', 'disabled', 'deleting', 'deleted'] as const;
export type UserState = (typeof USER_STATES)[number];

export const CREDENTIAL_KINDS = ['password', 'login_secret'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/**
 * An imported bcrypt hash is itself kept under Argon2id and the pepper: `passwordHash` is of the whole bcrypt string that
 * this setting makes of the password. So a copy of the database alone verifies nothing here either [R5].
 */
export interface ImportedHash {
  /** `$2b$<cost>$` and 22 characters of salt. */
  readonly setting: string;
  /** What bcrypt was given: the password, then the importing server's IMPORT_PEPPER, the hex salt between where it says so. */
  readonly input: 'password' | 'password+pepper' | 'password+salt+pepper';
  /** System A's own salt: 32 hex digits; null where the input has none. */
  readonly hexSalt: string | null;
}

export interface User {
  readonly id: string;
  /** Canonical: lower case, `^[a-z0-9_]{3,30}$`; of a deleted user: `deleted:<id>`. Unique. */
  readonly username: string;
  /** As given, at most 254 characters; null once deleted. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** Unique: the folded address once verified, else `none:<id>`. */
  readonly emailKey: string;
  readonly state: UserState;
  /** Role names, sorted, without duplicates. */
  readonly roles: readonly string[];
  /** Raised with every change of password, second factor or state; sessions of an older epoch are dead. */
  readonly authEpoch: number;
  /** What opens the account: a password, or a secret that the client derives from one that we never see. */
  readonly credential: CredentialKind;
  /** Argon2id PHC string over the peppered credential; null: nothing opens this account. */
  readonly passwordHash: string | null;
  /** Version of the pepper that the hash was made with. */
  readonly pepperVersion: number;
  /** How the password was hashed before it was imported; null once it has been replaced, at the first login. */
  readonly importedHash: ImportedHash | null;
  readonly passwordChangeRequired: boolean;
  readonly secondFactors: SecondFactors;
  /** base64 of 16 random bytes: the client's salt for its own key derivation. */
  readonly encryptionSalt: string;
  /** Parameters of the client's own key derivation. */
  readonly kdf: Kdf;
  /** Made by the client, opaque to the server. */
  readonly protectedUserKey: string | null;
  /** Set with `deleting`: a random value sealed under the account's ring, which must not open once that is shredded. */
  readonly erasureProbe: Sealed | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How accounts are stored, in every store alike. */
export const USER_FORMAT = new StoredFormat<User>({ 2: { erasureProbe: null } });

export interface NewUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly state: 'pending' | 'active';
  readonly roles: readonly string[];
  readonly password: NewHash;
  readonly passwordChangeRequired: boolean;
  /** `password` unless said otherwise. */
  readonly credential?: CredentialKind;
  readonly importedHash?: ImportedHash;
  /** Made where the client did not. */
  readonly encryptionSalt?: string;
  readonly kdf?: Kdf;
  readonly protectedUserKey?: string | null;
}

export interface NewHash {
  readonly phc: string;
  readonly pepperVersion: number;
}

/** What opens an account from now on, with what the client derives its keys from: published together. */
export interface NewCredential {
  readonly kind: CredentialKind;
  readonly hash: NewHash;
  /** Absent: as they were. A reset never changes them. */
  readonly keys?: ClientKeys;
}

export function makeUser({ password, ...given }: NewUser, now: number): User {
  return {
    ...given,
    emailVerified: false,
    emailKey: unverifiedEmailKey(given.id),
    roles: sortedRoles(given.roles),
    authEpoch: 1,
    credential: given.credential ?? 'password',
    passwordHash: password.phc,
    pepperVersion: password.pepperVersion,
    importedHash: given.importedHash ?? null,
    secondFactors: NO_SECOND_FACTORS,
    encryptionSalt: given.encryptionSalt ?? randomBytes(ENCRYPTION_SALT_BYTES).toString('base64'),
    kdf: given.kdf ?? DEFAULT_KDF,
    protectedUserKey: given.protectedUserKey ?? null,
    erasureProbe: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Where the account's owner reads: notices and resets go there alone. Null: no address is verified. */
export function verifiedAddressOf({ email, emailVerified }: User): string | null {
  return emailVerified ? email : null;
}

export function sortedRoles(roles: readonly string[]): string[] {
  return [...new Set(roles)].sort();
}

/** Another address has to be verified anew. */
export function withEmail(user: User, email: string, now: number): User {
  if (email === user.email) return user;
  // What was mailed to a verified address opens nothing any more, a reset least of all.
  const authEpoch = user.emailVerified ? user.authEpoch + 1 : user.authEpoch;
  return { ...user, email, emailVerified: false, emailKey: unverifiedEmailKey(user.id), authEpoch, updatedAt: now };
}

export function withRoles(user: User, roles: readonly string[], now: number): User {
  return { ...user, roles: sortedRoles(roles), updatedAt: now };
}

/** Every session that was opened in the state before is dead for good: the epoch rises. */
export function withState(user: User, state: 'active' | 'disabled', now: number): User {
  return { ...user, state, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** The account is being deleted, for good; `probe`: what must not open once its ring is shredded. */
export function doomed(user: User, probe: Sealed | null, now: number): User {
  return { ...user, state: 'deleting', authEpoch: user.authEpoch + 1, erasureProbe: probe, updatedAt: now };
}

/** The folded address becomes the account's own: unique among all that are verified. */
export function withVerifiedEmail(user: User, now: number): User {
  if (user.email === null) return user;
  return { ...user, emailVerified: true, emailKey: verifiedEmailKey(user.email), updatedAt: now };
}

/** A credential that its owner chose: every session from before is dead, the one that made the change adopts the epoch. */
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

/** The same password under today's costs and pepper: nobody's session is touched. */
export function withHash(user: User, { phc, pepperVersion }: NewHash): User {
  return { ...user, passwordHash: phc, pepperVersion, importedHash: null };
}

/** Other second factors than before: every session from before is dead, the one that made the change adopts the epoch. */
export function withSecondFactors(user: User, secondFactors: SecondFactors, now: number): User {
  return { ...user, secondFactors, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** Every session of the account is dead, in one publication. */
export function withoutSessions(user: User, now: number): User {
  return { ...user, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** What remains of a deleted user: its id, so that it is never given again, and its dates. */
export function tombstoneOf(user: User, now: number): User {
  return {
    id: user.id,
    username: deletedUsername(user.id),
    email: null,
    emailVerified: false,
    emailKey: unverifiedEmailKey(user.id),
    state: 'deleted',
    roles: [],
    authEpoch: user.authEpoch + 1,
    credential: 'password',
    passwordHash: null,
    pepperVersion: user.pepperVersion,
    importedHash: null,
    passwordChangeRequired: false,
    secondFactors: NO_SECOND_FACTORS,
    encryptionSalt: '',
    kdf: DEFAULT_KDF,
    protectedUserKey: null,
    erasureProbe: null,
    createdAt: user.createdAt,
    updatedAt: now,
  };
}
