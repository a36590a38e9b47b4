import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller, Stored } from '#kernel';
import { Authorizer } from '#policies';
import { type IdentityProvider, PROVIDERS_MAX } from '../../domain/workloads/identity-provider.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import { ProviderLookup } from './provider-lookup.js';
import { IDENTITY_PROVIDER } from './workload-resources.js';

export interface ProviderPage {
  readonly items: readonly Stored<IdentityProvider>[];
  /** The next page begins after this name; null at the end. */
  readonly next: string | null;
}

/** Shows and lists identity providers to callers who may see them. */
@Injectable()
export class ProviderListing {
  constructor(
    private readonly store: IdentityProviderStore,
    private readonly lookup: ProviderLookup,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
  ) {}

  /** Errors: `not_found`, `forbidden`. */
  async get(caller: Caller, nameOrId: string): Promise<Stored<IdentityProvider>> {
    const stored = await this.lookup.find(caller, 'identity_provider:read', nameOrId);
    const { id: resourceId, name: resourceName } = stored.value;
    await this.record(caller, 'identity_provider:read', { resourceId, resourceName });
    return stored;
  }

  /** The providers that the caller may list, in the order of names, after the name `after`. */
  async list(caller: Caller, after: string | null, limit: number): Promise<ProviderPage> {
    const scope = await this.authorizer.scope(caller, 'identity_provider:list');
    const all = await this.store.list(after, PROVIDERS_MAX);
    const seen = all.filter(({ value }) => scope.allows(value.name));
    const items = seen.slice(0, limit);
    await this.record(caller, 'identity_provider:list', { resourceId: null });
    return { items, next: seen.length > limit ? (items.at(-1)?.value.name ?? null) : null };
  }

  private record(
    { request, principal }: Caller,
    action: 'identity_provider:read' | 'identity_provider:list',
    about: { resourceId: string | null; resourceName?: string },
  ): Promise<void> {
    return this.audit.succeeded(request, principal, { action, resourceType: IDENTITY_PROVIDER, ...about });
  }
}
