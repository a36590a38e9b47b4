import { Injectable } from '@nestjs/common';
import { type Caller, invalidField, isId, type Permission, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import { PROVIDER_NAME_RULE } from '../../domain/workloads/provider-rules.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import { IDENTITY_PROVIDER } from './workload-resources.js';

/** A caller with one of these on a provider may know that it exists. */
const VISIBLE_BY: readonly Permission[] = ['identity_provider:read', 'identity_provider:list'];

/** Finds identity providers for a caller, if the caller's permissions allow it. */
@Injectable()
export class ProviderLookup {
  constructor(
    private readonly store: IdentityProviderStore,
    private readonly authorizer: Authorizer,
  ) {}

  /**
   * The provider that a path names by its name or its id, if the caller holds `permission` on it. Otherwise throws
   * `forbidden` if the caller may see it, `not_found` if not (audited).
   */
  async find(caller: Caller, permission: Permission, nameOrId: string): Promise<Stored<IdentityProvider>> {
    const stored = await this.at(nameOrId);
    if (!stored) return this.absent(caller, permission, nameOrId);
    const { id, name } = stored.value;
    const isAskedByName = !isId(nameOrId);
    const about = { permission, resourceType: IDENTITY_PROVIDER, resourceId: id, name, isAskedByName };
    await this.authorizer.require(caller, { ...about, visibleBy: VISIBLE_BY });
    return stored;
  }

  /**
   * The provider that a binding names. Throws the same `validation_failed` for one that does not exist and for one that
   * the caller may not read.
   */
  async named(caller: Caller, name: string): Promise<IdentityProvider> {
    const stored = await this.at(name);
    const isReadable =
      stored && (await this.authorizer.decide(caller, 'identity_provider:read', stored.value.name)).allowed;
    if (isReadable) return stored.value;
    const message = 'provider must be the name or the id of an identity provider that you may read.';
    throw invalidField('provider', 'unknown_provider', message);
  }

  /** The answer for a provider that does not exist, or was removed meanwhile. Text that is no name is not recorded. */
  absent(caller: Caller, permission: Permission, nameOrId: string): Promise<never> {
    const name = !isId(nameOrId) && PROVIDER_NAME_RULE.holds(nameOrId) ? nameOrId : null;
    return this.authorizer.absent(caller, permission, IDENTITY_PROVIDER, nameOrId, name);
  }

  private async at(nameOrId: string): Promise<Stored<IdentityProvider> | null> {
    if (isId(nameOrId)) return this.store.providers.load(nameOrId);
    return PROVIDER_NAME_RULE.holds(nameOrId) ? this.store.findByName(nameOrId) : null;
  }
}
