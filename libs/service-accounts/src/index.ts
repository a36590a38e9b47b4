export { RESOURCE as SERVICE_ACCOUNT, ServiceAccountLookup } from './application/service-account-lookup.js';
export { BINDING_FORMAT, type Binding } from './domain/workloads/binding.js';
export {
  IDENTITY_PROVIDER_FORMAT,
  type IdentityProvider,
  type TokenAlgorithm,
  trustKeyOf,
} from './domain/workloads/identity-provider.js';
export { BindingStore } from './ports/workloads/binding.store.js';
export { IdentityProviderStore } from './ports/workloads/identity-provider.store.js';
export { ServiceAccountsModule } from './service-accounts.module.js';
