import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller, Stored } from '#kernel';
import type { Binding } from '../../domain/workloads/binding.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { BindingLookup } from './binding-lookup.js';
import { BINDING } from './workload-resources.js';

/** What callers see of a binding. */
export interface BindingOverview {
  readonly stored: Stored<Binding>;
  /** The name of its provider. Null: the provider was removed, so the binding works no more. */
  readonly provider: string | null;
}

export interface BindingPage {
  readonly items: readonly BindingOverview[];
  /** The next page has bindings with larger ids. Null: this is the last page. */
  readonly next: string | null;
}

const READ = 'service_account:read';

/** Shows the bindings of a service account. */
@Injectable()
export class BindingListing {
  constructor(
    private readonly accounts: ServiceAccountLookup,
    private readonly lookup: BindingLookup,
    private readonly store: BindingStore,
    private readonly providers: IdentityProviderStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Errors: `forbidden`, `not_found`. */
  async get(caller: Caller, nameOrId: string, bindingId: string): Promise<BindingOverview> {
    const { stored } = await this.lookup.find(caller, READ, nameOrId, bindingId);
    await this.record(caller, stored.value.id);
    const { providerId } = stored.value;
    return { stored, provider: (await this.namesOf([providerId])).get(providerId) ?? null };
  }

  /** The oldest first. Errors: `forbidden`, `not_found`. */
  async list(caller: Caller, nameOrId: string, after: string | null, limit: number): Promise<BindingPage> {
    const { id } = (await this.accounts.find(caller, READ, nameOrId)).value;
    const read = await this.store.ofAccount(id, after, limit + 1);
    const page = read.slice(0, limit);
    const names = await this.namesOf(page.map(({ value }) => value.providerId));
    const items = page.map((stored) => ({ stored, provider: names.get(stored.value.providerId) ?? null }));
    await this.record(caller, null);
    return { items, next: read.length > limit ? (page.at(-1)?.value.id ?? null) : null };
  }

  /** The names of the providers that exist. Each is read once: mostly one provider has all bindings of an account. */
  private async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.providers.providers.load(id)));
    return new Map(found.flatMap((provider) => (provider ? [[provider.value.id, provider.value.name] as const] : [])));
  }

  private record({ request, principal }: Caller, resourceId: string | null): Promise<void> {
    return this.audit.succeeded(request, principal, { action: READ, resourceType: BINDING, resourceId });
  }
}
