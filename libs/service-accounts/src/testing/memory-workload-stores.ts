import type { Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import type { Binding } from '../domain/workloads/binding.js';
import { type IdentityProvider, trustKeyOf } from '../domain/workloads/identity-provider.js';
import { BindingStore } from '../ports/workloads/binding.store.js';
import { IdentityProviderStore } from '../ports/workloads/identity-provider.store.js';

/** IdentityProviderStore in memory, with the unique keys of the real ones. */
export class MemoryIdentityProviderStore extends IdentityProviderStore {
  override readonly providers = new MemoryDocuments<IdentityProvider>((one) => [
    `name:${one.name}`,
    `trust:${trustKeyOf(one)}`,
  ]);

  async findByName(name: string): Promise<Stored<IdentityProvider> | null> {
    return this.providers.peekAll().find(({ value }) => value.name === name) ?? null;
  }

  async findByTrust(issuer: string, audience: string): Promise<Stored<IdentityProvider> | null> {
    const all = this.providers.peekAll();
    return all.find(({ value }) => value.issuer === issuer && value.audience === audience) ?? null;
  }

  async list(after: string | null, limit: number): Promise<Stored<IdentityProvider>[]> {
    const all = this.providers.peekAll().filter(({ value }) => after === null || value.name > after);
    return all.sort((a, b) => (a.value.name < b.value.name ? -1 : 1)).slice(0, limit);
  }
}

/** BindingStore in memory. */
export class MemoryBindingStore extends BindingStore {
  override readonly bindings = new MemoryDocuments<Binding>();

  async ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]> {
    const all = this.of(accountId).filter(({ value }) => value.endedAt === null);
    const rest = all.filter(({ value }) => after === null || value.id > after);
    return rest.sort((a, b) => (a.value.id < b.value.id ? -1 : 1)).slice(0, limit);
  }

  async idsOf(accountId: string, limit: number): Promise<string[]> {
    return this.of(accountId)
      .slice(0, limit)
      .map(({ value }) => value.id);
  }

  async endedBefore(at: number, limit: number): Promise<string[]> {
    const over = this.bindings.peekAll().filter(({ value: { endedAt } }) => endedAt !== null && endedAt < at);
    const inOrder = over.sort((a, b) => (a.value.endedAt ?? 0) - (b.value.endedAt ?? 0));
    return inOrder.slice(0, limit).map(({ value }) => value.id);
  }

  private of(accountId: string): Stored<Binding>[] {
    return this.bindings.peekAll().filter(({ value }) => value.accountId === accountId);
  }
}
