import { randomBytes } from 'node:crypto';
import { newId } from '#kernel';
import type { Challenge } from '../domain/challenge.js';
import type { Lockout } from '../domain/lockout.js';
import type { Session } from '../domain/session.js';

const NOW = 1_790_000_000_000;

/** A live session. */
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

/** The attempts on a name from two networks, one of them known. */
export function aLockout(overrides: Partial<Lockout> = {}): Lockout {
  return {
    id: aHash(),
    networks: [
      { network: aHash(), count: 2, startedAt: NOW, knownUntil: 0 },
      { network: aHash(), count: 0, startedAt: 0, knownUntil: NOW + 2_592_000_000 },
    ],
    total: { count: 2, startedAt: NOW },
    refused: 0,
    codeRun: null,
    expiresAt: NOW + 2_592_000_000,
    ...overrides,
  };
}

/** The second step of a login, with a mailed code. */
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
