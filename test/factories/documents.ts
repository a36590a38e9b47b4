import { randomBytes } from 'node:crypto';
import type { Challenge, Lockout, Session } from '#auth';
import { newId } from '#kernel';
import type { KeyRing, Rotation } from '#keys';
import { type User } from '#users';
import { NO_SECOND_FACTORS } from '#users/testing';

const NOW = 1_790_000_000_000;

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
    credential: 'password',
    passwordHash: '$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA',
    pepperVersion: 1,
    importedHash: null,
    passwordChangeRequired: false,
    secondFactors: NO_SECOND_FACTORS,
    encryptionSalt: 'AAAAAAAAAAAAAAAAAAAAAA==',
    kdf: { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 },
    protectedUserKey: null,
    erasureProbe: null,
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

/** What was tried on a name, from two networks, one of them known. */
export function aLockout(overrides: Partial<Lockout> = {}): Lockout {
  return {
    id: aHash(),
    networks: [
      { network: aHash(), count: 2, startedAt: NOW, knownUntil: 0 },
      { network: aHash(), count: 0, startedAt: 0, knownUntil: NOW + 2_592_000_000 },
    ],
    total: { count: 2, startedAt: NOW },
    refused: 0,
    expiresAt: NOW + 2_592_000_000,
    ...overrides,
  };
}

/** The second step of a login, with a code under way. */
export function aChallenge(overrides: Partial<Challenge> = {}): Challenge {
  return {
    id: newId(),
    purpose: 'mfa-login',
    userId: newId(),
    authEpoch: 1,
    tokenHash: aHash(),
    roles: ['ops', 'readers'],
    code: { hash: aHash(), address: 'Ada@Example.org', expiresAt: NOW + 600_000, failures: 0 },
    createdAt: NOW,
    expiresAt: NOW + 300_000,
    usedAt: null,
    ...overrides,
  };
}

function aHash(): string {
  return randomBytes(32).toString('base64url');
}

/** A user's ring with one active version. */
export function aKeyRing(overrides: Partial<KeyRing> = {}): KeyRing {
  return {
    id: `user:${newId()}`,
    versions: [{ version: 1, state: 'active', createdAt: NOW, retiredAt: null }],
    epoch: 1,
    canary: null,
    createdAt: NOW,
    ...overrides,
  };
}

/** A rotation that has just begun, of a user's ring of its own. */
export function aRotation(overrides: Partial<Rotation> = {}): Rotation {
  return {
    id: newId(),
    ring: `user:${newId()}`,
    phase: 'preparing',
    state: 'running',
    version: 2,
    progress: { done: 0, total: 0, failed: 0 },
    place: null,
    passStartedAt: null,
    passMoved: 0,
    startedAt: NOW,
    startedBy: { id: newId(), name: 'ada' },
    finishedAt: null,
    nextAt: NOW,
    worker: null,
    workerUntil: 0,
    ...overrides,
  };
}
