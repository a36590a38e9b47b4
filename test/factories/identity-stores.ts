import {
  type Challenge,
  ChallengeStore,
  type Lockout,
  LockoutStore,
  type PreloginKey,
  PreloginKeyStore,
  type Session,
  SessionStore,
  type Setup,
  SetupStore,
} from '#auth';
import type { Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { MemoryModelStore } from '#policies/testing';
import { type User, type UserFilter, UserStore } from '#users';
import { MemoryRateCounters } from '../../apps/api/src/http/testing/memory-rate-counters.js';
import { InMemoryKeyRingStore, InMemoryKeyring } from './keys-in-memory.js';
import { MemoryAuditLog } from './memory-audit-log.js';
import { MemoryCreationStore } from './memory-creation-store.js';

export class MemoryUserStore extends UserStore {
  override readonly users = new MemoryDocuments<User>((user) => [`name:${user.username}`, `email:${user.emailKey}`]);

  async findByUsername(username: string): Promise<Stored<User> | null> {
    return this.users.peekAll().find(({ value }) => value.username === username) ?? null;
  }

  async findByEmailKey(emailKey: string): Promise<Stored<User> | null> {
    return this.users.peekAll().find(({ value }) => value.emailKey === emailKey) ?? null;
  }

  async list({ q, role, state }: UserFilter, after: string | null, limit: number): Promise<Stored<User>[]> {
    return this.users
      .peekAll()
      .filter(({ value }) => (state ? value.state === state : value.state !== 'deleted'))
      .filter(({ value }) => (!q || value.username.includes(q)) && (!role || value.roles.includes(role)))
      .filter(({ value }) => after === null || value.username > after)
      .sort((a, b) => (a.value.username < b.value.username ? -1 : 1))
      .slice(0, limit);
  }

  async anyWithRole(role: string): Promise<boolean> {
    return this.users.peekAll().some(({ value }) => value.state !== 'deleted' && value.roles.includes(role));
  }
}

export class MemorySessionStore extends SessionStore {
  override readonly sessions = new MemoryDocuments<Session>();

  async liveOf(userId: string, before: string | null, limit: number): Promise<Stored<Session>[]> {
    const live = this.sessions.peekAll().filter(({ value }) => value.userId === userId && value.revokedAt === null);
    const older = live.filter(({ value }) => before === null || value.id < before);
    return older.reverse().slice(0, limit);
  }

  async idsOf(userId: string, limit: number): Promise<string[]> {
    const own = this.sessions.peekAll().filter(({ value }) => value.userId === userId);
    return own.slice(0, limit).map(({ value }) => value.id);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = this.sessions.peekAll().filter(({ value }) => value.absoluteExpiresAt < at);
    return expired.slice(0, limit).map(({ value }) => value.id);
  }
}

export class MemorySetupStore extends SetupStore {
  override readonly setups = new MemoryDocuments<Setup>();
}

export class MemoryLockoutStore extends LockoutStore {
  override readonly lockouts = new MemoryDocuments<Lockout>();

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return expiredIn(this.lockouts, at, limit);
  }
}

export class MemoryChallengeStore extends ChallengeStore {
  override readonly challenges = new MemoryDocuments<Challenge>();

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return expiredIn(this.challenges, at, limit);
  }
}

export class MemoryPreloginKeyStore extends PreloginKeyStore {
  override readonly keys = new MemoryDocuments<PreloginKey>();
}

function expiredIn<T extends { readonly id: string; readonly expiresAt: number }>(
  documents: MemoryDocuments<T>,
  at: number,
  limit: number,
): string[] {
  const expired = documents.peekAll().filter(({ value }) => value.expiresAt < at);
  expired.sort((a, b) => a.value.expiresAt - b.value.expiresAt);
  return expired.slice(0, limit).map(({ value }) => value.id);
}

/** What several nodes share, and what outlives a restart. */
export function identityStores() {
  return {
    users: new MemoryUserStore(),
    creations: new MemoryCreationStore(),
    sessions: new MemorySessionStore(),
    setups: new MemorySetupStore(),
    lockouts: new MemoryLockoutStore(),
    challenges: new MemoryChallengeStore(),
    preloginKeys: new MemoryPreloginKeyStore(),
    models: new MemoryModelStore(),
    rates: new MemoryRateCounters(),
    rings: new InMemoryKeyRingStore(),
    keyring: new InMemoryKeyring(),
    auditLog: new MemoryAuditLog(),
  };
}
