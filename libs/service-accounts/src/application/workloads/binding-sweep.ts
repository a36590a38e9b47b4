import { Injectable } from '@nestjs/common';
import { Clock, removeExpired, removeListed } from '#kernel';
import type { Binding } from '../../domain/workloads/binding.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';

/** Removes bindings that were ended, and those of deleted accounts. Nothing depends on when it runs. */
@Injectable()
export class BindingSweep {
  constructor(
    private readonly store: BindingStore,
    private readonly clock: Clock,
  ) {}

  /** Removes bindings an hour after they were ended. Returns how many: at most 100,000. `stop`: ends it early. */
  run(stop?: AbortSignal): Promise<number> {
    const over = { expiredBefore: (at: number, limit: number) => this.store.endedBefore(at, limit) };
    const endOf = ({ endedAt }: Binding) => endedAt ?? Number.POSITIVE_INFINITY;
    return removeExpired(over, this.store.bindings, endOf, this.clock.now(), stop);
  }

  /** Removes all bindings of an account. Returns how many. May be repeated. */
  sweep(accountId: string): Promise<number> {
    return removeListed(this.store.bindings, (limit) => this.store.idsOf(accountId, limit));
  }
}
