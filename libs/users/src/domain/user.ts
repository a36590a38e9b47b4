import { randomBytes } from 'node:crypto';
import { unverifiedEmailKey } from './email.js';
import { deletedUsername } from './username.js';

/**
 * `pending`: made by setup and not yet active. `deleting`: its key ring is being destroyed; all that can still happen
 * to it is the rest of its deletion. `deleted`: a tombstone without personal fields.
 */
export const USER_STATES = ['pending', 'active', 'disabled', 'deleting', 'deleted'] as const;
export type UserState = (typeof USER_STATES)[number];

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
  /** Argon2id PHC string over the peppered password; null: nothing opens this account. */
  readonly passwordHash: string | null;
  /** Version of the pepper that the hash was made with. */
  readonly pepperVersion: number;
  readonly passwordChangeRequired: boolean;
  /** base64 of 16 random bytes: the client's salt for its own key derivation. */
  readonly encryptionSalt: string;
  /** Parameters of the client's own key derivation. */
  readonly kdf: Kdf;
  /** Made by the client, opaque to the server. */
  readonly protectedUserKey: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Kdf {
  readonly algorithm: 'argon2id' | 'pbkdf2-sha256';
  readonly memory_kib?: number;
  readonly iterations: number;
  readonly parallelism?: number;
}

/** The salt of RFC 9106 section 3.1: 16 bytes suit password hashing. */
const ENCRYPTION_SALT_BYTES = 16;
/** RFC 9106 section 4, the second recommended option, on one lane: browsers have no threads to spare. */
const DEFAULT_KDF: Kdf = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 };

export interface NewUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly state: 'pending' | 'active';
  readonly roles: readonly string[];
  readonly password: { readonly phc: string; readonly pepperVersion: number };
  readonly passwordChangeRequired: boolean;
}

export function makeUser({ password, ...given }: NewUser, now: number): User {
  return {
    ...given,
    emailVerified: false,
    emailKey: unverifiedEmailKey(given.id),
    roles: sortedRoles(given.roles),
    authEpoch: 1,
    passwordHash: password.phc,
    pepperVersion: password.pepperVersion,
    encryptionSalt: randomBytes(ENCRYPTION_SALT_BYTES).toString('base64'),
    kdf: DEFAULT_KDF,
    protectedUserKey: null,
    createdAt: now,
    updatedAt: now,
  };
}

export function sortedRoles(roles: readonly string[]): string[] {
  return [...new Set(roles)].sort();
}

/** Another address has to be verified anew. */
export function withEmail(user: User, email: string, now: number): User {
  if (email === user.email) return user;
  return { ...user, email, emailVerified: false, emailKey: unverifiedEmailKey(user.id), updatedAt: now };
}

export function withRoles(user: User, roles: readonly string[], now: number): User {
  return { ...user, roles: sortedRoles(roles), updatedAt: now };
}

/** Every session that was opened in the state before is dead for good: the epoch rises. */
export function withState(user: User, state: 'active' | 'disabled' | 'deleting', now: number): User {
  return { ...user, state, authEpoch: user.authEpoch + 1, updatedAt: now };
}

/** A password that its owner chose. */
export function withPassword(user: User, password: { phc: string; pepperVersion: number }, now: number): User {
  return {
    ...withHash(user, password),
    passwordChangeRequired: false,
    authEpoch: user.authEpoch + 1,
    updatedAt: now,
  };
}

/** The same password under today's costs and pepper: nobody's session is touched. */
export function withHash(user: User, { phc, pepperVersion }: { phc: string; pepperVersion: number }): User {
  return { ...user, passwordHash: phc, pepperVersion };
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
    passwordHash: null,
    pepperVersion: user.pepperVersion,
    passwordChangeRequired: false,
    encryptionSalt: '',
    kdf: DEFAULT_KDF,
    protectedUserKey: null,
    createdAt: user.createdAt,
    updatedAt: now,
  };
}
