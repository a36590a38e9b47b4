import type { Session } from '#auth';
import { asSealed, newId } from '#kernel';
import type { KeyRing } from '#keys';
import type { Secret } from '#secrets';
import type { User } from '#users';

const NOW = 1_790_000_000_000;

/** A live secret at a path of its own. Stores see only sealed text, so any text stands for one. */
export function aSecret(overrides: Partial<Secret> = {}): Secret {
  const id = overrides.id ?? newId();
  return {
    id,
    path: `team/${id}`,
    description: null,
    tags: ['a', 'b'],
    state: 'live',
    version: 1,
    versions: [{ version: 1, createdAt: NOW, createdBy: newId(), state: 'kept' }],
    createdAt: NOW,
    createdBy: newId(),
    updatedAt: NOW,
    expiresAt: null,
    deletedAt: null,
    current: asSealed('c2VhbGVk'),
    ...overrides,
  };
}

/** An active user with a username of its own and an unverified address. */
export function aUser(overrides: Partial<User> = {}): User {
  const id = overrides.id ?? newId();
  return {
    id,
    username: `u_${id.replaceAll('-', '').slice(-24)}`,
    email: 'Ada@Example.org',
    emailVerified: false,
    emailKey: `none:${id}`,
    state: 'active',
    roles: ['member'],
    authEpoch: 1,
    passwordHash: '$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA',
    pepperVersion: 1,
    passwordChangeRequired: false,
    encryptionSalt: 'AAAAAAAAAAAAAAAAAAAAAA==',
    kdf: { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 },
    protectedUserKey: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...overrides,
  };
}

/** A session that lives. */
export function aSession(overrides: Partial<Session> = {}): Session {
  return {
    id: newId(),
    userId: newId(),
    generation: 1,
    refreshHash: '3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    rotatedAt: NOW,
    createdAt: NOW,
    idleExpiresAt: NOW + 604_800_000,
    absoluteExpiresAt: NOW + 2_592_000_000,
    revokedAt: null,
    revokedBecause: null,
    authEpoch: 1,
    authenticatedAt: NOW,
    mfaAt: null,
    ip: '192.0.2.7',
    userAgent: 'curl/8.9',
    ...overrides,
  };
}

/** A user's ring with one active version. */
export function aKeyRing(overrides: Partial<KeyRing> = {}): KeyRing {
  return {
    id: `user:${newId()}`,
    versions: [{ version: 1, state: 'active', createdAt: NOW }],
    epoch: 1,
    canary: null,
    createdAt: NOW,
    ...overrides,
  };
}
