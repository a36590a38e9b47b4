import type { Documents, Stored } from '#kernel';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';

/** Stores identity providers. `name` is unique, and so is `trustKeyOf`. `taken` does not say which one is taken. */
export abstract class IdentityProviderStore {
  abstract readonly providers: Documents<IdentityProvider>;

  /** Null if no provider has exactly this name. */
  abstract findByName(name: string): Promise<Stored<IdentityProvider> | null>;

  /** The provider of tokens of this issuer for this audience. Both texts must be exactly its own. Null if there is none. */
  abstract findByTrust(issuer: string, audience: string): Promise<Stored<IdentityProvider> | null>;

  /** Up to `limit` providers with name > `after`, in the order of names. */
  abstract list(after: string | null, limit: number): Promise<Stored<IdentityProvider>[]>;
}
