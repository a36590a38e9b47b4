import { type HeaderSink, tagged, timestamp } from '#access';
import { durationText, type Stored } from '#kernel';
import type { BindingOverview } from '../../application/workloads/binding-listing.js';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import type { BindingResponse } from './dto/binding.answers.js';
import type { IdentityProviderResponse } from './dto/identity-provider.answers.js';

export function providerResponse({ value }: Stored<IdentityProvider>): IdentityProviderResponse {
  return {
    id: value.id,
    name: value.name,
    issuer: value.issuer,
    audience: value.audience,
    jwks_uri: value.jwksUri,
    jwks: value.jwks === null ? null : (JSON.parse(value.jwks) as object),
    discovery: value.discovery,
    algorithms: value.algorithms,
    private_network: value.privateNetwork,
    ca: value.ca,
    created_at: timestamp(value.createdAt),
    updated_at: timestamp(value.updatedAt),
  };
}

export function bindingResponse({ stored: { value }, provider }: BindingOverview): BindingResponse {
  return {
    id: value.id,
    provider,
    claims: Object.fromEntries(value.claims.map(({ claim, values }) => [claim, soleOf(values)])),
    ttl: durationText(value.ttl),
    created_at: timestamp(value.createdAt),
    updated_at: timestamp(value.updatedAt),
  };
}

export function shownProvider(reply: HeaderSink, stored: Stored<IdentityProvider>): IdentityProviderResponse {
  return tagged(reply, stored.revision, providerResponse(stored));
}

export function shownBinding(reply: HeaderSink, overview: BindingOverview): BindingResponse {
  return tagged(reply, overview.stored.revision, bindingResponse(overview));
}

function soleOf(values: readonly string[]): string | readonly string[] {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : values;
}
