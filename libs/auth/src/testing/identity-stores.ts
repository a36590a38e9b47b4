import type { Stored } from '#kernel';
import { MemoryDocuments, MemoryRateCounters } from '#kernel/testing';
import { workloadStores } from '#service-accounts/testing';
import { userStores } from '#users/testing';
import type { Challenge } from '../domain/challenge.js';
import type { Lockout } from '../domain/lockout.js';
import type { PreloginKey } from '../domain/prelogin-key.js';
import type { Session } from '../domain/session.js';
import type { Setup } from '../domain/setup.js';
import { ChallengeStore } from '../ports/challenge.store.js';
import { LockoutStore } from '../ports/lockout.store.js';
import { PreloginKeyStore } from '../ports/prelogin-key.store.js';
import { SessionStore } from '../ports/session.store.js';
import { SetupStore } from '../ports/setup.store.js';

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

  async idsOf(userId: string, limit: number): Promise<string[]> {
    const own = this.challenges.peekAll().filter(({ value }) => value.userId === userId);
    return own.slice(0, limit).map(({ value }) => value.id);
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

/** The stores that several nodes share. */
export function identityStores() {
  return {
    ...userStores(),
    ...workloadStores(),
    sessions: new MemorySessionStore(),
    setups: new MemorySetupStore(),
    lockouts: new MemoryLockoutStore(),
    challenges: new MemoryChallengeStore(),
    preloginKeys: new MemoryPreloginKeyStore(),
    rates: new MemoryRateCounters(),
  };
}

export type IdentityStores = ReturnType<typeof identityStores>;
