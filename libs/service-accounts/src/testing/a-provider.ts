import { newId } from '#kernel';
import type { Binding } from '../domain/workloads/binding.js';
import type { IdentityProvider } from '../domain/workloads/identity-provider.js';

/** A provider of GitHub's kind. It has a URL of keys, if `more` names no other source. */
export function aProvider(more: Partial<IdentityProvider> = {}): IdentityProvider {
  const id = newId();
  return {
    ...{ id, name: `provider-${id}`, issuer: `https://${id}.example.org`, audience: 'https://coffer.example.org' },
    ...{ jwksUri: 'https://idp.example.org/keys', jwks: null, discovery: null, privateNetwork: false, ca: null },
    ...{ algorithms: ['RS256', 'ES256'], epoch: 1, createdAt: 1_000, updatedAt: 1_000 },
    ...more,
  };
}

/** A binding of a repository. */
export function aBinding(more: Partial<Binding> = {}): Binding {
  return {
    ...{ id: newId(), accountId: newId(), providerId: newId(), ttl: 900, epoch: 1, createdAt: 1_000, updatedAt: 1_000 },
    claims: [{ claim: 'repository_id', values: ['74'] }],
    endedAt: null,
    ...more,
  };
}
