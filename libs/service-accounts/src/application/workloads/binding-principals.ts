import { Injectable } from '@nestjs/common';
import { Clock, type Principal } from '#kernel';
import { isUsable } from '#users';
import { programPrincipal } from '../program-principal.js';
import { type BindingView, generationOf, LiveBindings } from './live-bindings.js';

/** What a verified access token says of the exchange that made it. */
export interface ExchangeClaims {
  readonly userId: string;
  readonly bindingId: string;
  readonly generation: number;
}

/** Turns access tokens that were made by an exchange into principals. Each is checked with every request. */
@Injectable()
export class BindingPrincipals {
  constructor(
    private readonly live: LiveBindings,
    private readonly clock: Clock,
  ) {}

  /**
   * Null: the binding or the provider was changed or ended since, or the account works no more. What is known of them is
   * at most 1 s old [R139].
   */
  of(claims: ExchangeClaims): Principal | null | Promise<Principal | null> {
    const view = this.live.view(claims.bindingId);
    return view instanceof Promise ? view.then((found) => this.admit(claims, found)) : this.admit(claims, view);
  }

  private admit({ userId, generation }: ExchangeClaims, view: BindingView | null): Principal | null {
    const now = this.clock.now();
    if (view === null || view.account.id !== userId || !isUsable(view.account, now)) return null;
    if (generationOf(view) !== generation) return null;
    return programPrincipal(view.account, view.binding.id, now);
  }
}
