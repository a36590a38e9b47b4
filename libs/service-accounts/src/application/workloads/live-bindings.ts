import { Injectable } from '@nestjs/common';
import { Clock, LiveReads } from '#kernel';
import { type User, UserChanges } from '#users';
import type { Binding } from '../../domain/workloads/binding.js';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';

/** A binding with its provider and its account, as one read saw them. */
export interface BindingView {
  readonly binding: Binding;
  readonly provider: IdentityProvider;
  readonly account: User;
}

/**
 * Caches bindings with their providers and accounts, for tokens that were exchanged by them. Each is read at most once a
 * second. A change by this process drops it at once, also from a read under way.
 */
@Injectable()
export class LiveBindings {
  private readonly reads: LiveReads<BindingView>;

  constructor(
    private readonly bindings: BindingStore,
    private readonly providers: IdentityProviderStore,
    private readonly accounts: ServiceAccountLookup,
    clock: Clock,
    changes: UserChanges,
  ) {
    this.reads = new LiveReads(clock);
    changes.subscribe((userId) => this.reads.forgetWhere(({ account }) => account.id === userId));
  }

  /** Without a promise if the binding is cached. Null: it has ended, or its provider or its account is gone. */
  view(bindingId: string): BindingView | Promise<BindingView | null> {
    return this.reads.known(bindingId) ?? this.reads.keep(bindingId, this.load(bindingId));
  }

  forget(bindingId: string): void {
    this.reads.forget(bindingId);
  }

  /** After a change of a provider, which is rare. */
  forgetAll(): void {
    this.reads.clear();
  }

  private async load(bindingId: string): Promise<BindingView | null> {
    const binding = (await this.bindings.bindings.load(bindingId))?.value;
    if (!binding || binding.endedAt !== null) return null;
    const provider = await this.providers.providers.load(binding.providerId);
    const account = provider && (await this.accounts.load(binding.accountId));
    return account && { binding, provider: provider.value, account: account.value };
  }
}

/**
 * The number that a token carries, so that it ends with any change of the three: it is the sum of their epochs. None of
 * them ever falls, so an equal sum means that none has moved.
 */
export function generationOf({ binding, provider, account }: BindingView): number {
  return binding.epoch + provider.epoch + account.authEpoch;
}
