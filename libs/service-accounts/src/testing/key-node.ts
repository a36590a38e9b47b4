import { handoverOn } from '#handover/testing';
import { creationsOn, MemoryCreationStore } from '#idempotency/testing';
import { type Caller, newId } from '#kernel';
import { aRequest, type ManualClock, someRoots } from '#kernel/testing';
import { newKeyBytes, SECRETS_RING, Sealing, secretKeyOf } from '#keys';
import { aKeyRing, DEFAULT_KEY_SETTINGS, InMemoryKeyRingStore, InMemoryKeyring, KeyRingCache } from '#keys/testing';
import { Mailer } from '#mail';
import { ADMINISTRATOR } from '#policies';
import type { User } from '#users';
import { addUser, callerAs, type UserNode, userNode, userStores } from '#users/testing';
import { CredentialBounds } from '../application/credential-bounds.js';
import { HANDED_KEY, HandedKeys } from '../application/keys/handed-keys.js';
import { KeyAuthentication } from '../application/keys/key-authentication.js';
import { KeyCreation } from '../application/keys/key-creation.js';
import { KeyEnding } from '../application/keys/key-ending.js';
import { KeyGuesses } from '../application/keys/key-guesses.js';
import { KeyLines } from '../application/keys/key-lines.js';
import { KeyListing } from '../application/keys/key-listing.js';
import { KeyLookup } from '../application/keys/key-lookup.js';
import { KeyOwners } from '../application/keys/key-owners.js';
import { KeyReminders } from '../application/keys/key-reminders.js';
import { KeyRotation } from '../application/keys/key-rotation.js';
import { KeySettlement } from '../application/keys/key-settlement.js';
import { KeySweep } from '../application/keys/key-sweep.js';
import { KeyUses } from '../application/keys/key-uses.js';
import { LeakedKeys } from '../application/keys/leaked-keys.js';
import { LiveKeys } from '../application/keys/live-keys.js';
import { ServiceAccountLookup } from '../application/service-account-lookup.js';
import { MemoryApiKeyStore } from './memory-api-key.store.js';

const DAY_MS = 86_400_000;

/** A mail that was handed to the mailer. */
export interface PostedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export function keyStores() {
  return { ...userStores(), apiKeys: new MemoryApiKeyStore() };
}

/** One node's services of keys. Several nodes may share stores, roots and a clock. */
export function keyNode(stores = keyStores(), roots = someRoots(), clock?: ManualClock) {
  const node = userNode(stores, roots, clock);
  const { accounts, access, changes, trail } = node;
  const store = stores.apiKeys;
  const mails: PostedMail[] = [];
  const mailer = { postNotice: (mail: PostedMail) => mails.push(mail) } as unknown as Mailer;
  const lookup = new ServiceAccountLookup(accounts, access, node.policies.authorizer);
  const lines = new KeyLines(store, node.clock);
  const live = new LiveKeys(store, lines, lookup, node.clock, changes);
  const guesses = new KeyGuesses();
  const uses = new KeyUses(store, node.clock);
  const keyLookup = new KeyLookup(lookup, store, lines, trail);
  const owners = new KeyOwners(accounts, mailer, node.clock);
  const creations = creationsOn(stores.creations as MemoryCreationStore, roots, trail, node.clock);
  const handover = handoverOn({ audit: { clock: node.clock, trail }, sealing: secretsSealing(node.clock), roots });
  const bounds = new CredentialBounds(node.policies.authorizer);
  handover.makers.register(async (accountId) => ({ isUsable: true, address: null, accountId }));
  const handed = new HandedKeys(handover.wraps, handover.untold, store, lines, node.clock);
  const ending = new KeyEnding(keyLookup, store, live, handed, trail, node.clock);
  handover.subjects.register(HANDED_KEY, (wrap) => handed.stands(wrap));
  const settings = { maxAgeMs: 365 * DAY_MS };
  return {
    ...node,
    ...{ stores, store, mails, lookup, lines, live, guesses, uses, ending, handover },
    keyCreation: new KeyCreation(lookup, store, trail, creations, handed, bounds, settings, node.clock),
    rotation: new KeyRotation(keyLookup, store, lines, live, bounds, trail, creations, settings, node.clock),
    keyListing: new KeyListing(lookup, store, lines, handed, trail, node.clock),
    leaked: new LeakedKeys(store, lines, ending, lookup, owners, trail, node.clock),
    reminders: new KeyReminders(store, lines, lookup, owners, node.clock),
    sweep: new KeySweep(store, handed, node.clock),
    settlement: new KeySettlement(store, lines, live, handed, node.clock),
    authentication: new KeyAuthentication(live, uses, guesses, trail, node.clock),
  };
}

/** Sealing under a ring of the secrets that is there alone. */
function secretsSealing(clock: ManualClock): Sealing {
  const [keyring, rings] = [new InMemoryKeyring(), new InMemoryKeyRingStore()];
  keyring.held.set(SECRETS_RING, [secretKeyOf(newKeyBytes())]);
  void rings.rings.insert(aKeyRing({ id: SECRETS_RING }), newId());
  return new Sealing(new KeyRingCache(keyring, rings, clock, DEFAULT_KEY_SETTINGS));
}

export type KeyNode = ReturnType<typeof keyNode>;

/** A service account and an administrator who owns it, whose address is verified. */
export async function addProgram(
  node: UserNode,
  name: string,
  more: Partial<User> = {},
): Promise<{ program: User; owner: User; caller: Caller }> {
  const email = `${name}-owner@example.org`;
  const verified = { email, emailVerified: true, emailKey: email };
  const owner = await addUser(node, `${name}-owner`, { roles: [ADMINISTRATOR], ...verified });
  const person = await addUser(node, name, {});
  const program: User = { ...person, kind: 'service', ownerId: owner.id, passwordHash: null, ...more };
  const stored = await node.stores.users.users.load(program.id);
  await node.stores.users.users.replace(program, stored?.revision ?? 1, newId());
  return { program, owner, caller: callerAs(owner) };
}

/** The caller in a new request. */
export function again(caller: Caller): Caller {
  return { ...caller, request: aRequest() };
}
