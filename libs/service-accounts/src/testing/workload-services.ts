import { newId, type Resolve } from '#kernel';
import { someRoots } from '#kernel/testing';
import type { User } from '#users';
import { addUser, type UserNode, userNode, userStores } from '#users/testing';
import { HttpsDocumentSource } from '../adapters/workloads/https.document-source.js';
import { JoseSubjectTokens } from '../adapters/workloads/jose.subject-tokens.js';
import { CredentialBounds } from '../application/credential-bounds.js';
import { ServiceAccountLookup } from '../application/service-account-lookup.js';
import { BindingAdmin } from '../application/workloads/binding-admin.js';
import { BindingListing } from '../application/workloads/binding-listing.js';
import { BindingLookup } from '../application/workloads/binding-lookup.js';
import { BindingPrincipals } from '../application/workloads/binding-principals.js';
import { BindingSweep } from '../application/workloads/binding-sweep.js';
import { LiveBindings } from '../application/workloads/live-bindings.js';
import { ProviderAdmin } from '../application/workloads/provider-admin.js';
import { ProviderKeys } from '../application/workloads/provider-keys.js';
import { ProviderListing } from '../application/workloads/provider-listing.js';
import { ProviderLookup } from '../application/workloads/provider-lookup.js';
import { WorkloadIdentity } from '../application/workloads/workload-identity.js';
import { WorkloadSettlement } from '../application/workloads/workload-settlement.js';
import { MemoryBindingStore, MemoryIdentityProviderStore } from './memory-workload-stores.js';

export function workloadStores() {
  return { identityProviders: new MemoryIdentityProviderStore(), bindings: new MemoryBindingStore() };
}

export type WorkloadStores = ReturnType<typeof workloadStores>;

type Parts = Pick<UserNode, 'accounts' | 'access' | 'changes' | 'policies' | 'creations' | 'trail' | 'clock'>;

/** One node's services of identity providers and bindings. `resolve`: how its fetches look hosts up. */
export function workloadServices(node: Parts, { identityProviders, bindings }: WorkloadStores, resolve?: Resolve) {
  const { accounts, access, changes, policies, creations, trail, clock } = node;
  const { authorizer } = policies;
  const lookup = new ServiceAccountLookup(accounts, access, authorizer);
  const live = new LiveBindings(bindings, identityProviders, lookup, clock, changes);
  const tokens = new JoseSubjectTokens();
  const keys = new ProviderKeys(new HttpsDocumentSource(clock, resolve), tokens, clock);
  const providerLookup = new ProviderLookup(identityProviders, authorizer);
  const bounds = new CredentialBounds(authorizer);
  const bindingLookup = new BindingLookup(lookup, bindings, trail);
  return {
    providers: new ProviderAdmin(
      ...([identityProviders, providerLookup, live, tokens, authorizer, trail, creations, clock] as const),
    ),
    providerListing: new ProviderListing(identityProviders, providerLookup, authorizer, trail),
    bindings: new BindingAdmin(
      ...([lookup, bindingLookup, providerLookup, bindings, live, bounds, trail, creations, clock] as const),
    ),
    bindingListing: new BindingListing(lookup, bindingLookup, bindings, identityProviders, trail),
    bindingSweep: new BindingSweep(bindings, clock),
    bindingPrincipals: new BindingPrincipals(live, clock),
    identity: new WorkloadIdentity(identityProviders, bindings, lookup, keys, tokens, clock),
    bindingSettlement: new WorkloadSettlement(bindings.bindings, clock),
    providerSettlement: new WorkloadSettlement(identityProviders.providers, clock),
  };
}

/** One node with users, and what programs need. Several nodes may share stores, roots and a clock. */
export function workloadNode(
  stores = { ...userStores(), ...workloadStores() },
  roots = someRoots(),
  clock?: UserNode['clock'],
  resolve?: Resolve,
) {
  const node = userNode(stores, roots, clock);
  return { ...node, workloads: workloadServices(node, stores, resolve) };
}

export type WorkloadNode = ReturnType<typeof workloadNode>;

/** Stores the account of a program. */
export async function addServiceAccount(
  node: Parameters<typeof addUser>[0] & Pick<UserNode, 'stores'>,
  name: string,
  more: Partial<User> = {},
): Promise<User> {
  const made = await addUser(node, name);
  const user: User = { ...made, kind: 'service', passwordHash: null, ...more };
  await node.stores.users.users.replace(user, 1, newId());
  return user;
}
