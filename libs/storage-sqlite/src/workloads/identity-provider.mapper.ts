import { IDENTITY_PROVIDER_FORMAT, trustKeyOf } from '#service-accounts';
import { jsonMapper } from '../engine/json-documents.js';

export const identityProviderMapper = jsonMapper('identity_providers', IDENTITY_PROVIDER_FORMAT, {
  name: ({ name }) => name,
  trust: trustKeyOf,
});
