import { Injectable } from '@nestjs/common';
import { BoundedCache, Clock } from '#kernel';
import { type User, UserChanges } from '#users';
import type { Binding } from '../../domain/workloads/binding.js';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';

/** How long a read may be used, in milliseconds from its start, as for sessions. Another node may end the binding in that time. */
const FRESH_MS = 1_000;
/** The most bindings that are kept. */
const KEPT = 10_000;

/** A binding with its provider and its account, as one read saw them. */
export interface BindingView {
  readonly binding: Binding;
  readonly provider: IdentityProvider;
  readonly account: User;
}

interface Read {
  /** Null while the read is under way. */
  view: BindingView | null;
  readonly result: Promise<BindingView | null>;
}

/**
 * Caches bindings with their providers and accounts, for tokens that were exchanged by them. Each is read at most once a
 * second. A change by this process drops it at once, also from a read under way.
 */
@Injectable()
export class LiveBindings {
  private readonly reads: BoundedCache<Read>;

  constructor(
    private readonly bindings: BindingStore,
    private readonly providers: IdentityProviderStore,
    private readonly accounts: ServiceAccountLookup,
    clock: Clock,
    changes: UserChanges,
  ) {
    this.reads = new BoundedCache(clock, { max: KEPT, maxAgeMs: FRESH_MS });
    // A read under way does not know its account yet: it may be this one.
    changes.subscribe((userId) => this.reads.deleteWhere((_, { view }) => view === null || view.account.id === userId));
  }

  /** Without a promise if the binding is cached. Null: it has ended, or its provider or its account is gone. */
  view(bindingId: string): BindingView | Promise<BindingView | null> {
    const read = this.reads.get(bindingId) ?? this.read(bindingId);
    return read.view ?? read.result;
  }

  forget(bindingId: string): void {
    this.reads.delete(bindingId);
  }

  /** After a change of a provider, which is rare. */
  forgetAll(): void {
    this.reads.clear();
  }

  private read(bindingId: string): Read {
    const read: Read = { view: null, result: this.load(bindingId) };
    this.reads.set(bindingId, read);
    const settle = (view: BindingView | null) => {
      read.view = view;
      // What is over is not kept: otherwise tokens of ended bindings could push live ones out.
      if (!view && this.reads.get(bindingId) === read) this.reads.delete(bindingId);
    };
    read.result.then(settle, () => settle(null));
    return read;
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
