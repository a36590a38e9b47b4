import { createSecretKey, randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { type Session, SessionStore, type Setup, SetupCompletion, SetupStore } from '#auth';
import { type Caller, newId, type RequestContext, Roots, type Stored } from '#kernel';
import { DEFAULT_KEY_SETTINGS, KeyRingCache, KeyRings } from '#keys';
import { Accounts, AdministratorRoster, makeUser, type User, UserChanges, type UserFilter, UserStore } from '#users';
import { JwtAccessTokenSigner } from '../../libs/auth/src/adapters/jwt.access-token-signer.js';
import { Authentication } from '../../libs/auth/src/application/authentication.js';
import { LiveSessions } from '../../libs/auth/src/application/live-sessions.js';
import { Login } from '../../libs/auth/src/application/login.js';
import { Logout } from '../../libs/auth/src/application/logout.js';
import { OwnAccountService } from '../../libs/auth/src/application/own-account.js';
import { Refresh } from '../../libs/auth/src/application/refresh.js';
import { SessionSettlement } from '../../libs/auth/src/application/session-settlement.js';
import { SessionSweep } from '../../libs/auth/src/application/session-sweep.js';
import { Sessions } from '../../libs/auth/src/application/sessions.js';
import { SetupService } from '../../libs/auth/src/application/setup.service.js';
import { TokenIssue } from '../../libs/auth/src/application/token-issue.js';
import { VerifiedTokens } from '../../libs/auth/src/application/verified-tokens.js';
import { Argon2PasswordHasher } from '../../libs/users/src/adapters/argon2.password-hasher.js';
import { RoleAssignment } from '../../libs/users/src/application/role-assignment.js';
import { UserAccess } from '../../libs/users/src/application/user-access.js';
import { UserCreation } from '../../libs/users/src/application/user-creation.js';
import { UserEditing } from '../../libs/users/src/application/user-editing.js';
import { UserListing } from '../../libs/users/src/application/user-listing.js';
import { UserPublisher } from '../../libs/users/src/application/user-publisher.js';
import { UserRemoval } from '../../libs/users/src/application/user-removal.js';
import { UserSettlement } from '../../libs/users/src/application/user-settlement.js';
import { InMemoryKeyRingStore, InMemoryKeyring } from './keys-in-memory.js';
import { MemoryDocuments } from './memory-documents.js';
import { MemoryModelStore } from './memory-model-store.js';
import { policyServices, StandingClock } from './policy-services.js';
import { recordedTrail } from './recorded-trail.js';

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

  async liveOf(userId: string, limit: number): Promise<Stored<Session>[]> {
    const live = this.sessions.peekAll().filter(({ value }) => value.userId === userId && value.revokedAt === null);
    return live.reverse().slice(0, limit);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = this.sessions.peekAll().filter(({ value }) => value.absoluteExpiresAt < at);
    return expired.slice(0, limit).map(({ value }) => value.id);
  }
}

export class MemorySetupStore extends SetupStore {
  override readonly setups = new MemoryDocuments<Setup>();
}

/** What several nodes share, and what outlives a restart. */
export function identityStores() {
  return {
    users: new MemoryUserStore(),
    sessions: new MemorySessionStore(),
    setups: new MemorySetupStore(),
    models: new MemoryModelStore(),
    rings: new InMemoryKeyRingStore(),
    keyring: new InMemoryKeyring(),
  };
}

export const PASSWORD = 'Violet-Kettle-42-Harbor';
export const PASSWORD_SETTINGS = {
  minLength: 12,
  requiredClasses: ['upper', 'lower', 'digit', 'special'] as const,
  ...{ memoryKib: 64, iterations: 2, parallelism: 1 },
};
export const AUTH_SETTINGS = {
  ...{ issuer: 'coffer', audience: 'coffer' },
  ...{ accessSeconds: 900, refreshSeconds: 604_800, sessionSeconds: 2_592_000 },
};

export function someRoots(): Roots {
  const key = () => createSecretKey(randomBytes(32));
  return new Roots([{ kid: 'k1', key: key() }], [{ version: 1, key: key() }]);
}

/** One node's services of users and authentication. Times and roots are shared where they are passed in. */
export function identityNode(stores = identityStores(), roots = someRoots(), clock = new StandingClock()) {
  const policies = policyServices(stores.models, clock);
  const { trail, records } = recordedTrail();
  const changes = new UserChanges();
  const keys = new KeyRingCache(stores.keyring, stores.rings, clock, DEFAULT_KEY_SETTINGS);
  const keyRings = new KeyRings(stores.keyring, stores.rings, keys, clock);
  const accounts = new Accounts(stores.users, keyRings, changes);
  const hasher = new Argon2PasswordHasher(roots, PASSWORD_SETTINGS);
  const roster = new AdministratorRoster(policies.administrators, accounts);
  const roles = new RoleAssignment(policies.authorizer, stores.models);
  const publisher = new UserPublisher(accounts, roster, roles);
  const access = new UserAccess(stores.users, policies.authorizer);
  const removal = new UserRemoval(access, publisher, accounts, keyRings, trail, clock);
  const live = new LiveSessions(stores.sessions, accounts, clock, changes);
  const sessions = new Sessions(stores.sessions, live, roots, AUTH_SETTINGS, clock);
  const signer = new JwtAccessTokenSigner(new JwtService({}), roots, AUTH_SETTINGS);
  const issue = new TokenIssue(signer, clock);
  const completion = new SetupCompletion(stores.setups, stores.users, accounts, roster, roots, clock);
  const settings = PASSWORD_SETTINGS;
  return {
    ...{
      stores,
      roots,
      clock,
      records,
      policies,
      accounts,
      hasher,
      roster,
      removal,
      live,
      sessions,
      completion,
      signer,
    },
    creation: new UserCreation(policies.authorizer, roles, hasher, settings, accounts, roster, trail, clock),
    editing: new UserEditing(access, roles, publisher, trail, clock),
    listing: new UserListing(stores.users, access, policies.authorizer, trail),
    userSettlement: new UserSettlement(stores.users, keyRings, removal, roster, clock),
    authentication: new Authentication(new VerifiedTokens(), live, trail, clock),
    login: new Login(accounts, hasher, sessions, issue, trail, roots),
    refresh: new Refresh(sessions, accounts, issue, trail, roots, clock),
    logout: new Logout(sessions, accounts, trail, roots),
    account: new OwnAccountService(accounts, sessions, hasher, settings, policies.authorizer, trail, clock),
    sessionSettlement: new SessionSettlement(stores.sessions, live, clock),
    sweep: new SessionSweep(stores.sessions, clock),
    setup: new SetupService(stores.setups, accounts, completion, hasher, settings, trail, roots, clock),
  };
}

export type IdentityNode = ReturnType<typeof identityNode>;

/** Puts an account with {@link PASSWORD} into the store, among the administrators where it is one. */
export async function addUser(node: IdentityNode, username: string, more: Partial<User> = {}): Promise<User> {
  const password = await node.hasher.hash(PASSWORD);
  const given = { id: newId(), username, email: `${username}@example.org`, roles: [], password };
  const user = {
    ...makeUser({ ...given, state: 'active', passwordChangeRequired: false }, node.clock.now()),
    ...more,
  };
  await node.accounts.open(user, newId());
  await node.roster.reconcile(user.id, newId());
  return user;
}

/** `user` in a session that was not stored, in a request of its own. */
export function callerAs(user: User, sessionId = newId()): Caller {
  const principal = {
    ...{ userId: user.id, username: user.username, roles: user.roles, sessionId },
    ...{ authenticatedAt: 0, mfaAt: null, passwordChangeRequired: user.passwordChangeRequired },
  };
  return { principal, request: aRequest() };
}

export function aRequest(): RequestContext {
  return {
    ...{ requestId: newId(), receivedAt: Date.UTC(2026, 10, 22, 12), ip: '192.0.2.1' },
    ...{ userAgent: 'curl/8.9', accessReason: null, audited: false },
  };
}

/** The code of the CofferError that `work` fails with; `none` when it does not fail. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}
