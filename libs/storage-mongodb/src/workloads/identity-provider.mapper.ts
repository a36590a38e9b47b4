import { IDENTITY_PROVIDER_FORMAT, type IdentityProvider, trustKeyOf } from '#service-accounts';
import { documentMapper } from '../engine/document-mapper.js';
import type { IdentityProviderRow } from './identity-provider.schema.js';

export const identityProviderMapper = documentMapper<IdentityProvider, IdentityProviderRow>(IDENTITY_PROVIDER_FORMAT, {
  trust: trustKeyOf,
});
