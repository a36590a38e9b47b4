import { MemoryAuditLog, recordedTrail } from '#audit/testing';
import { creationsOn, MemoryCreationStore } from '#idempotency/testing';
import { type Caller, newId } from '#kernel';
import { aRequest, ManualClock, someRoots } from '#kernel/testing';
import { KeyRings, Sealing } from '#keys';
import { DEFAULT_KEY_SETTINGS, InMemoryKeyRingStore, InMemoryKeyring, KeyRingCache } from '#keys/testing';
import { MemoryModelStore, policyServices } from '#policies/testing';
import { roleEndsOf, rolesAt } from '../domain/accounts/assignments.js';
import { makeUser, type User } from '../domain/accounts/user.js';
import { MemoryUserStore } from './memory-user.store.js';
import { PASSWORD } from './passwords.js';
import { userServices } from './user-services.js';

/** The stores of one node, in memory. Several nodes may share them, and they outlive a restart. */
export function userStores() {
  return {
    users: new MemoryUserStore(),
    creations: new MemoryCreationStore(),
    models: new MemoryModelStore(),
    rings: new InMemoryKeyRingStore(),
    keyring: new InMemoryKeyring(),
    auditLog: new MemoryAuditLog(),
  };
}

export type UserStores = ReturnType<typeof userStores>;

/** One node's services of users and of what lies below. Several nodes may share stores, roots and a clock. */
export function userNode<S extends UserStores>(stores: S, roots = someRoots(), clock = new ManualClock()) {
  const policies = policyServices(stores.models, clock);
  const { trail, records } = recordedTrail();
  const keys = new KeyRingCache(stores.keyring, stores.rings, clock, DEFAULT_KEY_SETTINGS);
  const keyRings = new KeyRings(stores.keyring, stores.rings, keys, clock);
  const sealing = new Sealing(keys);
  const creations = creationsOn(stores.creations, roots, trail, clock);
  const users = userServices({ stores, policies, keyRings, sealing, creations, trail, roots, clock });
  return { ...users, stores, roots, clock, policies, trail, records, keys, sealing };
}

export type UserNode = ReturnType<typeof userNode>;

/** Stores an account with {@link PASSWORD}. An administrator is added to the set of administrators as well. */
export async function addUser(
  { credentials, accounts, roster, clock }: Pick<UserNode, 'credentials' | 'accounts' | 'roster' | 'clock'>,
  username: string,
  more: Partial<User> = {},
): Promise<User> {
  const password = await credentials.hash({ kind: 'password', text: PASSWORD });
  const given = { id: newId(), username, email: `${username}@example.org`, roles: [], password };
  const user = { ...makeUser({ ...given, state: 'active', passwordChangeRequired: false }, clock.now()), ...more };
  await accounts.open(user, newId());
  await roster.reconcile(user.id, { requestId: newId() });
  return user;
}

/** `user` in a session that is not stored, in a new request. */
export function callerAs(user: User, sessionId = newId()): Caller {
  const principal = {
    ...{ kind: user.kind, userId: user.id, username: user.username, roles: user.roles, credential: sessionId },
    ...{ authenticatedAt: 0, mfaAt: null, passwordChangeRequired: user.passwordChangeRequired },
  };
  return { principal, request: aRequest() };
}

/** `user` as {@link callerAs}, in a request that comes in at `now`: with the roles that count then. */
export function callerAt(user: User, now: number): Caller {
  const { principal } = callerAs(user);
  const roles = { roles: rolesAt(user, now), roleEnds: roleEndsOf(user) };
  return { principal: { ...principal, ...roles }, request: aRequest({ receivedAt: now }) };
}
