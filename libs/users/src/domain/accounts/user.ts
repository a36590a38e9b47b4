import { randomBytes } from 'node:crypto';
import { type AccountKind, type Sealed, StoredFormat } from '#kernel';
import { type Assignment, type Holding, hasCome, type RoleEnd } from './assignments.js';
import { unverifiedEmailKey, verifiedEmailKey } from './email.js';
import { DEFAULT_KDF, ENCRYPTION_SALT_BYTES, type Kdf } from './kdf.js';
import { NO_SECOND_FACTORS, type SecondFactors } from './second-factors.js';

/**
 * `pending`: created by setup, not active yet. `invited`: its owner has not chosen a password yet. `deleting`: its key ring is being destroyed, and only the rest of the
 * deletion can follow. `deleted`: a tombstone without personal fields.
 */
export const USER_STATES = ['pending', 'invited', 'active', 'disabled', 'deleting', 'deleted'] as const;
export type UserState = (typeof USER_STATES)[number];

export const CREDENTIAL_KINDS = ['password', 'login_secret'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/**
 * How another system hashed an imported password. `passwordHash` is then the peppered Argon2id hash of the whole bcrypt
 * string, so that a copy of the database alone cannot verify a guess [R5].
 */
export interface ImportedHash {
  /** `$2b$<cost>$` and 22 characters of salt. */
  readonly setting: string;
  /** The text that bcrypt hashed. `salt` is `hexSalt`, `pepper` is the importing server's IMPORT_PEPPER. */
  readonly input: 'password' | 'password+pepper' | 'password+salt+pepper';
  /** The other system's own salt, 32 hex digits; null if the input has none. */
  readonly hexSalt: string | null;
}

/** The last invitation of an account. */
export interface Invitation {
  /** The account's epoch at which it was opened. With any other one it is void. */
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whether its token was mailed to the address of the account, and so shown to nobody else. */
  readonly isMailed: boolean;
}

/** Ask `rolesAt` which of its roles count, and `isUsable` whether it can be used. */
export interface User extends Holding {
  readonly id: string;
  /** An account that older versions stored is of a person. It never changes. */
  readonly kind: AccountKind;
  /** What a service account is for, at most 1,000 characters; empty for a person. */
  readonly description: string;
  /** The person who answers for a service account; null for a person, and once the owner is deleted. */
  readonly ownerId: string | null;
  /** The canonical username, at most 128 ASCII characters; for a deleted user `deleted:<id>`. Unique. */
  readonly username: string;
  /** The address as the client sent it, at most 254 bytes; null for a deleted user. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  /**
   * The folded address if it is verified, or if it is the username of a new account: nobody else can verify it then. Otherwise
   * `none:<id>`. Unique.
   */
  readonly emailKey: string;
  readonly state: UserState;
  /** Grows with every change of password, second factors or state. Sessions of an older epoch have ended. */
  readonly authEpoch: number;
  /** The owner logs in with a password, or with a secret that the client derives from a password the server never sees. */
  readonly credential: CredentialKind;
  /** Argon2id PHC string of the peppered credential; null if no credential opens the account. */
  readonly passwordHash: string | null;
  /** Version of the pepper of `passwordHash`, from 1; 0 if the account never had a credential. */
  readonly pepperVersion: number;
  /** How the imported password was hashed; null for other accounts, and after the first login has replaced the hash. */
  readonly importedHash: ImportedHash | null;
  readonly passwordChangeRequired: boolean;
  /** Null: it was never invited, or by an older Coffer. Ask {@link invitationOf}. */
  readonly invitation: Invitation | null;
  readonly secondFactors: SecondFactors;
  /** base64 of 16 random bytes: the salt of the client's own key derivation. */
  readonly encryptionSalt: string;
  /** Parameters of the client's own key derivation. */
  readonly kdf: Kdf;
  /** The client makes it; the server cannot read it. */
  readonly protectedUserKey: string | null;
  /** Set with `deleting`: a random value sealed under the key ring. Once the ring is shredded, it must not open. */
  readonly erasureProbe: Sealed | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How accounts are stored, in every store alike. */
export const USER_FORMAT = new StoredFormat<User>({
  kind: 'person',
  description: '',
  ownerId: null,
  erasureProbe: null,
  expiringRoles: [],
  expiresAt: null,
  invitation: null,
});

export interface NewUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly state: 'pending' | 'invited' | 'active';
  readonly roles: readonly string[];
  /** None if omitted. */
  readonly expiringRoles?: readonly RoleEnd[];
  /** Null if omitted. */
  readonly expiresAt?: number | null;
  /** Null only for an invited account. */
  readonly password: NewHash | null;
  readonly passwordChangeRequired: boolean;
  /** `password` if omitted. */
  readonly credential?: CredentialKind;
  readonly importedHash?: ImportedHash;
  /** The server makes one if the client did not. */
  readonly encryptionSalt?: string;
  readonly kdf?: Kdf;
  readonly protectedUserKey?: string | null;
}

export interface NewHash {
  readonly phc: string;
  readonly pepperVersion: number;
}

/** Whether the username is the address of the account. */
function isOwnName({ username, email }: Pick<NewUser, 'username' | 'email'>): boolean {
  return email !== null && verifiedEmailKey(email) === username;
}

/** A new account at the time `now` (milliseconds since 1970). Its address is not verified. */
export function makeUser({ password, ...given }: NewUser, now: number): User {
  return {
    ...{ kind: 'person', description: '', ownerId: null },
    ...given,
    emailVerified: false,
    emailKey: isOwnName(given) ? given.username : unverifiedEmailKey(given.id),
    roles: [...new Set(given.roles)].sort(),
    expiringRoles: given.expiringRoles ?? [],
    expiresAt: given.expiresAt ?? null,
    authEpoch: 1,
    credential: given.credential ?? 'password',
    passwordHash: password?.phc ?? null,
    pepperVersion: password?.pepperVersion ?? 0,
    importedHash: given.importedHash ?? null,
    invitation: null,
    secondFactors: NO_SECOND_FACTORS,
    encryptionSalt: given.encryptionSalt ?? randomBytes(ENCRYPTION_SALT_BYTES).toString('base64'),
    kdf: given.kdf ?? DEFAULT_KDF,
    protectedUserKey: given.protectedUserKey ?? null,
    erasureProbe: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** A service account, which is active and opened by no password. */
export interface NewServiceAccount {
  readonly id: string;
  /** Canonical, without `@`. */
  readonly username: string;
  readonly description: string;
  readonly ownerId: string;
  readonly holding: Holding;
}

/** A new service account at the time `now` (milliseconds since 1970). */
export function makeServiceAccount({ holding, ...given }: NewServiceAccount, now: number): User {
  const person = { id: given.id, username: given.username, email: '', roles: [], password: null };
  return {
    ...makeUser({ ...person, state: 'active', passwordChangeRequired: false }, now),
    ...{ kind: 'service', email: null, description: given.description, ownerId: given.ownerId },
    ...{ roles: holding.roles, expiringRoles: holding.expiringRoles, expiresAt: holding.expiresAt },
  };
}

/** The verified address; null if there is none. Notices and password resets go only there. */
export function verifiedAddressOf({ email, emailVerified }: User): string | null {
  return emailVerified ? email : null;
}

/** The invitation that stands, unless it has expired meanwhile. Null: none was sent, or it was withdrawn, made void or accepted. */
export function invitationOf({ state, authEpoch, invitation }: User): Invitation | null {
  return state === 'invited' && invitation?.epoch === authEpoch ? invitation : null;
}

/** Whether the account had a password or login secret at some time. Otherwise only an invitation can make it active. */
export function everHadCredential({ pepperVersion }: User): boolean {
  return pepperVersion > 0;
}

/** Whether the account can be used: it is active, and has not expired. */
export function isUsable(user: Pick<User, 'state' | 'expiresAt'>, now: number): boolean {
  return user.state === 'active' && !hasExpired(user, now);
}

export function hasExpired({ expiresAt }: Pick<User, 'expiresAt'>, now: number): boolean {
  return hasCome(expiresAt, now);
}

/** The fields of an account that hold these assignments, each role once. */
export function holdingOf(assignments: readonly Assignment[]): Pick<User, 'roles' | 'expiringRoles'> {
  const sorted = [...assignments].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    roles: sorted.map(({ name }) => name),
    expiringRoles: sorted.flatMap(({ name, expiresAt }) => (expiresAt === null ? [] : { name, expiresAt })),
  };
}
