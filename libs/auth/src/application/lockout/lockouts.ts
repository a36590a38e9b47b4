import { Injectable } from '@nestjs/common';
import {
  Clock,
  CofferError,
  changeDocument,
  networkOf,
  OutcomeUnknown,
  PartUnavailable,
  PublishingWindow,
  type RequestContext,
  Roots,
} from '#kernel';
import { foldedName } from '#users';
import type { Lockout } from '../../domain/lockout.js';
import { completed, giveBack, type LockoutRules, reserve, unlocked } from '../../domain/lockout-rules.js';
import { keyedHash } from '../../domain/tokens/opaque-token.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { LockoutStore } from '../../ports/lockout.store.js';
import { Turns, tooManyAtOnce } from './turns.js';

/** Times that a change is tried on what other nodes have left; on this node each waits for its turn. */
const ATTEMPTS = 20;
/** All networks together may fail so many times as often as one. */
const NETWORKS_COUNTED = 10;
const KNOWN_MS = 30 * 86_400_000;

/** A reserved attempt. Refused ones are reserved too: whoever holds one does the work of an attempt all the same. */
export interface Attempt {
  /** False: locked. Whatever was given must not be looked at. */
  readonly isAllowed: boolean;
  /** It was right: it does not count. Never throws for a part that is away: then it counts. */
  giveBack(): Promise<void>;
}

/** Counts attempts on names before anything is hashed or compared [R11]: over all nodes, across restarts. */
@Injectable()
export class Lockouts {
  private readonly turns = new Turns();
  private readonly rules: LockoutRules;

  constructor(
    private readonly store: LockoutStore,
    private readonly roots: Roots,
    settings: AuthSettings,
    private readonly clock: Clock,
  ) {
    this.rules = {
      perNetwork: settings.maxFailedLogins,
      perAccount: settings.maxFailedLogins * NETWORKS_COUNTED,
      windowMs: settings.lockoutSeconds * 1_000,
      knownMs: KNOWN_MS,
    };
  }

  /**
   * One write, whether the name has an account or not, is locked or not [R13]. `name`: a canonical username, or what was
   * typed where that is none. `userId`: of the account with this name; null: there is none. PartUnavailable; `busy` where
   * too many try the name at once.
   */
  async reserve(request: RequestContext, name: string, userId: string | null): Promise<Attempt> {
    const id = this.idOf(name);
    const network = this.networkKey(request, userId);
    this.turns.requireRoom(id);
    const { reservation } = await this.publish(id, request.requestId, (before) =>
      reserve(before, id, network, this.rules, this.clock.now()),
    ).catch(asUnavailable);
    return {
      isAllowed: reservation !== null,
      giveBack: async () => {
        if (!reservation) return;
        const returned = (before: Lockout) => giveBack(before, reservation, this.rules, this.clock.now());
        await quietly(this.publish(id, request.requestId, (before) => ({ lockout: before && returned(before) })));
      },
    };
  }

  /** A complete login: clears the count of its network and remembers it for 30 days [R14]. Never throws for a part that is away. */
  async complete(request: RequestContext, user: { readonly id: string; readonly username: string }): Promise<void> {
    const id = this.idOf(user.username);
    const network = this.networkKey(request, user.id);
    const remember = (before: Lockout | null) => ({
      lockout: completed(before, id, network, this.rules, this.clock.now()),
    });
    await quietly(this.publish(id, request.requestId, remember));
  }

  /** Forgets every failed attempt on `username`; known networks stay known. Harmless to repeat. */
  async unlock(username: string, requestId: string): Promise<void> {
    await this.publish(this.idOf(username), requestId, (before) => ({
      lockout: before && unlocked(before, this.rules, this.clock.now()),
    }));
  }

  /** What `step` makes of the document as it is, published in its turn; nothing is written for null or the same object. */
  private publish<R extends { readonly lockout: Lockout | null }>(
    id: string,
    requestId: string,
    step: (before: Lockout | null) => R,
  ): Promise<R> {
    const window = new PublishingWindow(this.clock);
    return this.turns.take(id, async () => {
      // While the store hangs, an attempt that has waited too long gives up without a read of its own.
      window.requireOpen();
      const made: { last?: R } = {};
      const make = (before: Lockout | null) => {
        made.last = step(before);
        return made.last.lockout;
      };
      await changeDocument<Lockout, Lockout | null>(this.store.lockouts, {
        ...{ id, requestId, window, attempts: ATTEMPTS },
        change: make,
        absent: () => make(null),
        lost: () => {
          throw tooManyAtOnce();
        },
      });
      return made.last as R;
    });
  }

  /** Names are counted in one form [R10], and kept so that nobody reads them in the store: people type passwords there. */
  private idOf(name: string): string {
    return this.keyed('name', foldedName(name));
  }

  /** Of the account, not of its name: whoever takes a name that is free again inherits no known networks. */
  private networkKey({ ip }: RequestContext, userId: string | null): string {
    return this.keyed('network', `${userId ?? ''}\n${networkOf(ip)}`);
  }

  private keyed(purpose: 'name' | 'network', text: string): string {
    return keyedHash(this.roots.derive('lockout'), purpose, text);
  }
}

/** An attempt that may have been counted was not looked at: for whoever made it nothing was changed. */
function asUnavailable(error: unknown): never {
  throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
}

/** What was counted too much passes with its window. */
async function quietly(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
  }
}
