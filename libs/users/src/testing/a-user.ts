import { newId } from '#kernel';
import { NO_SECOND_FACTORS } from '../domain/accounts/second-factors.js';
import type { User } from '../domain/accounts/user.js';

const NOW = 1_790_000_000_000;

/** An active user with a unique username and an unverified address. */
export function aUser(overrides: Partial<User> = {}): User {
  const id = overrides.id ?? newId();
  return {
    id,
    ...{ kind: 'person', description: '', ownerId: null },
    username: `u_${id.replaceAll('-', '').slice(-24)}`,
    email: 'Ada@Example.org',
    emailVerified: false,
    emailKey: `none:${id}`,
    state: 'active',
    roles: ['member'],
    expiringRoles: [],
    expiresAt: null,
    authEpoch: 1,
    credential: 'password',
    passwordHash: '$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA',
    pepperVersion: 1,
    importedHash: null,
    passwordChangeRequired: false,
    invitation: null,
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
