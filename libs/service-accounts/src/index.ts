export { ApiKeysModule } from './api-keys.module.js';
export { KeyAuthentication, type KeyRefusal } from './application/keys/key-authentication.js';
export { type GuessLimit, KeyGuesses } from './application/keys/key-guesses.js';
export { KEY_RESOURCE } from './application/keys/key-resource.js';
export { RESOURCE as SERVICE_ACCOUNT, ServiceAccountLookup } from './application/service-account-lookup.js';
export { BindingPrincipals } from './application/workloads/binding-principals.js';
export { generationOf } from './application/workloads/live-bindings.js';
export { KeysUnavailable } from './application/workloads/provider-keys.js';
export { type Identified, NotBound, WorkloadIdentity } from './application/workloads/workload-identity.js';
export { BINDING } from './application/workloads/workload-resources.js';
export { API_KEY_FORMAT, type ApiKey, type KeyUse, overAt } from './domain/keys/api-key.js';
export { BINDING_FORMAT, BINDINGS_MAX, type Binding } from './domain/workloads/binding.js';
export {
  IDENTITY_PROVIDER_FORMAT,
  type IdentityProvider,
  type TokenAlgorithm,
  trustKeyOf,
} from './domain/workloads/identity-provider.js';
export { ApiKeyStore } from './ports/api-key.store.js';
export { BindingStore } from './ports/workloads/binding.store.js';
export { IdentityProviderStore } from './ports/workloads/identity-provider.store.js';
export { TokenRefused } from './ports/workloads/subject-tokens.js';
export { ServiceAccountsModule } from './service-accounts.module.js';
export { WorkloadsModule } from './workloads.module.js';
