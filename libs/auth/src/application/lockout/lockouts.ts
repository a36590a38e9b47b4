import { Injectable } from '@nestjs/common';
import {
  Clock,
  CofferError,
  changeDocument,
  keyedHash,
  networkOf,
  OutcomeUnknown,
  PartUnavailable,
  PublishingWindow,
  type RequestContext,
  Roots,
  removeDocument,
} from '#kernel';
import { foldedName, type User } from '#users';
import { giveCodeBack, reserveCode } from '../../domain/code-attempts.js';
import type { Lockout } from '../../domain/lockout.js';
import { completed, giveBack, knows, type LockoutRules, reserve, unlocked } from '../../domain/lockout-rules.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { LockoutStore } from '../../ports/lockout.store.js';
import { Turns, tooManyAtOnce } from './turns.js';

/** Tries of a change after races that were lost to other nodes. On one node, changes of a name wait for each other. */
const ATTEMPTS = 20;
/** All unknown networks together may fail this many times as often as one network. */
const NETWORKS_COUNTED = 10;
const KNOWN_MS = 30 * 86_400_000;

type NamedUser = Pick<User, 'id' | 'username'>;

/** A counted attempt. A refused attempt exists as well: the caller does the same work for it [R13]. */
export interface Attempt {
  /** False: the name is locked. The credential or code must not be checked. */
  readonly isAllowed: boolean;
  /** Whether the account knows the network that the attempt came from. */
  readonly isFromKnown: boolean;
  /**
   * Runs the check of the credential or code. Null: it is wrong, and the attempt counts. If the check returns anything
   * else or throws, the attempt does not count: it was right, or nothing was found out. Throws what the check throws.
   */
  settle<T>(check: () => Promise<T | null>): Promise<T | null>;
}

/** A counted attempt at a code. */
export interface CodeAttempt extends Attempt {
  /** Milliseconds until a code may be tried from this network. 0: now. Infinity: not before the run was ended. */
  readonly waitMs: number;
  /** Wrong codes in a row from networks like this one, with this attempt. 0 if it was refused. */
  readonly wrongInARow: number;
}

/**
 * Counts the attempts on a name before anything is hashed or compared [R11]. Counts hold over all nodes and restarts.
 */
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
   * Counts an attempt. Always one write, whether or not the name has an account, and whether or not it is locked
   * [R13]. `name`: the canonical username, or the typed text if it is no username. `userId`: the account with this
   * name, if any. PartUnavailable; `busy` if too many attempts on the name run at once.
   */
  async reserve(request: RequestContext, name: string, userId: string | null): Promise<Attempt> {
    const id = this.idOf(name);
    const network = this.networkKey(request, userId);
    this.turns.requireRoom(id);
    const { reservation, isFromKnown } = await this.publish(id, request.requestId, (before) =>
      reserve(before, id, network, this.rules, this.clock.now()),
    ).catch(asUnavailable);
    const giveItBack = async () => {
      if (!reservation) return;
      const returned = (before: Lockout) => giveBack(before, reservation, this.rules, this.clock.now());
      await quietly(this.change(id, request.requestId, returned));
    };
    return { isAllowed: reservation !== null, isFromKnown, settle: (check) => settled(check, giveItBack) };
  }

  /**
   * As {@link reserve}, for a code of a second factor. The account's wrong codes in a row count as well: no window ends
   * them. `endsRun`: whether a right code ends the run.
   */
  async reserveCode(request: RequestContext, user: NamedUser, endsRun: boolean): Promise<CodeAttempt> {
    const keys = this.codeKeys(request, user);
    this.turns.requireRoom(keys.id);
    const { reservation, isFromKnown, waitMs } = await this.publish(keys.id, request.requestId, (before) =>
      reserveCode(before, keys, this.rules, this.clock.now()),
    ).catch(asUnavailable);
    const giveItBack = async (isRight: boolean) => {
      if (!reservation) return;
      const ends = isRight && endsRun;
      const returned = (before: Lockout) => giveCodeBack(before, reservation, ends, this.rules, this.clock.now());
      await quietly(this.change(keys.id, request.requestId, returned));
    };
    return {
      ...{ isAllowed: reservation !== null, isFromKnown, waitMs, wrongInARow: reservation?.counted.count ?? 0 },
      settle: (check) => settled(check, giveItBack),
    };
  }

  /** What {@link reserveCode} would say, without a count. PartUnavailable. */
  async foreseeCode(request: RequestContext, user: NamedUser): Promise<Pick<CodeAttempt, 'isAllowed' | 'waitMs'>> {
    const keys = this.codeKeys(request, user);
    const stored = await this.store.lockouts.load(keys.id);
    const foreseen = reserveCode(stored?.value ?? null, keys, this.rules, this.clock.now());
    return { isAllowed: foreseen.reservation !== null, waitMs: foreseen.waitMs };
  }

  /** Whether the account has logged in from the network of the request within 30 days. PartUnavailable. */
  async knows(request: RequestContext, user: NamedUser): Promise<boolean> {
    const stored = await this.store.lockouts.load(this.idOf(user.username));
    return knows(stored?.value ?? null, this.networkKey(request, user.id), this.rules, this.clock.now());
  }

  /**
   * Records a complete login: clears the count of its network, and makes the network known for 30 days [R14]. Does
   * nothing for an unknown address: strangers may come with one too, so it never becomes a known network. Does not throw
   * if the store is unavailable.
   */
  async complete(request: RequestContext, user: NamedUser): Promise<void> {
    if (request.ip === null) return;
    const id = this.idOf(user.username);
    const network = this.networkKey(request, user.id);
    const remember = (before: Lockout | null) => ({
      lockout: completed(before, id, network, this.rules, this.clock.now()),
    });
    await quietly(this.publish(id, request.requestId, remember));
  }

  /** Clears every attempt on `username`, and its wrong codes. Known networks stay known. May be repeated. */
  async unlock(username: string, requestId: string): Promise<void> {
    await this.change(this.idOf(username), requestId, (before) => unlocked(before, this.rules, this.clock.now()));
  }

  /** Removes everything that is kept about `username`, known networks too. False if there was nothing. */
  forget(username: string): Promise<boolean> {
    return removeDocument(this.store.lockouts, { id: this.idOf(username), attempts: Number.POSITIVE_INFINITY });
  }

  /** Publishes what `change` makes of the attempts on a name, if there are any. */
  private change(id: string, requestId: string, change: (before: Lockout) => Lockout): Promise<unknown> {
    return this.publish(id, requestId, (before) => ({ lockout: before && change(before) }));
  }

  /** Publishes the result of `step`, one change of a name at a time. Null or the same object: nothing is written. */
  private publish<R extends { readonly lockout: Lockout | null }>(
    id: string,
    requestId: string,
    step: (before: Lockout | null) => R,
  ): Promise<R> {
    const window = new PublishingWindow(this.clock);
    return this.turns.take(id, async () => {
      // While the store hangs, an attempt that has waited too long gives up before it reads.
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

  /** Names are folded to one form [R10]. Only a keyed hash is stored, since people type passwords into name fields. */
  private idOf(name: string): string {
    return this.keyed('name', foldedName(name));
  }

  private codeKeys(request: RequestContext, { id, username }: NamedUser) {
    return { id: this.idOf(username), network: this.networkKey(request, id), account: this.keyed('account', id) };
  }

  /** Includes the account: a new account with a name that was freed inherits no known networks. */
  private networkKey({ ip }: RequestContext, userId: string | null): string {
    return this.keyed('network', `${userId ?? ''}\n${networkOf(ip)}`);
  }

  private keyed(purpose: 'account' | 'name' | 'network', text: string): string {
    return keyedHash(this.roots.derive('lockout'), purpose, text);
  }
}

/** The credential was not checked, so for the caller nothing was changed, even if the attempt was counted. */
function asUnavailable(error: unknown): never {
  throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
}

async function settled<T>(
  check: () => Promise<T | null>,
  giveItBack: (isRight: boolean) => Promise<void>,
): Promise<T | null> {
  const result = await check().catch(async (error: unknown) => {
    const returned = giveItBack(false).catch(() => {});
    // If the store is unavailable, waiting for it again would only delay the answer.
    if (!(error instanceof PartUnavailable && error.code === 'store_unavailable')) await returned;
    throw error;
  });
  if (result !== null) await giveItBack(true);
  return result;
}

/** Ignores an unavailable store: the extra count disappears when its window ends. */
async function quietly(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
  }
}
