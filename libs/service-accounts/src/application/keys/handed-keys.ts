import { Injectable } from '@nestjs/common';
import {
  type MadeWrap,
  stateOf as stateOfWrap,
  UntoldTokens,
  WRAP_STATES,
  type Wrap,
  type WrapState,
  Wraps,
} from '#handover';
import { type Caller, Clock, type Plaintext, type RequestContext } from '#kernel';
import { type ApiKey, stateOf } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { KeyLines } from './key-lines.js';

/** The kind of hand-over of a key. */
export const HANDED_KEY = 'service_account_key';

export const HAND_OVER_STATES = WRAP_STATES;

/** How a key was handed over. Times are milliseconds since 1970. */
export interface HandedOver {
  readonly state: WrapState;
  /** Null: nobody has opened it, and so nobody has the key. */
  readonly openedAt: number | null;
  readonly triedAgainAt: number | null;
  readonly expiresAt: number;
}

/** Hands keys over by a token that works once, so that who makes a key never sees it. */
@Injectable()
export class HandedKeys {
  constructor(
    private readonly wraps: Wraps,
    private readonly untold: UntoldTokens,
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly clock: Clock,
  ) {}

  /** Call it inside the mutation that makes the key. Errors: `limit_reached`, `busy`; see `Wraps.make`. */
  wrap({ request, principal }: Caller, key: ApiKey, account: string, text: string, lifeMs: number): Promise<MadeWrap> {
    return this.wraps.make(request, {
      ...{ kind: HANDED_KEY, makerId: principal.userId, subjectId: key.id, subjectName: `${account}/${key.name}` },
      ...{ version: null, note: null, views: 1, value: text as Plaintext, lifeMs },
    });
  }

  /** Runs the mutation that hands a key over. If its outcome cannot be recorded, nobody gets the token: the wrap ends. */
  orEnd<T>(request: RequestContext, mutation: () => Promise<T>): Promise<T> {
    return this.untold.orEnd(request, mutation);
  }

  /** Ends the wrap that an interrupted request made, if it made one. Repeatable. Errors: PartUnavailable, OutcomeUnknown. */
  async settle(requestId: string): Promise<void> {
    await this.wraps.settle(requestId);
  }

  /** Whether the key still works: one that was ended, or has expired, is given to nobody. */
  async stands({ subjectId }: Wrap): Promise<boolean> {
    const key = (await this.store.keys.load(subjectId))?.value;
    return key !== undefined && stateOf(key, this.clock.now()) === 'active' && (await this.lines.isNamed(key));
  }

  /** The sealed text of a key that is over goes at once. Repeatable. Errors: PartUnavailable, OutcomeUnknown. */
  end(keyId: string): Promise<void> {
    return this.wraps.endOf(HANDED_KEY, keyId);
  }

  /** Null: the answer showed the key, or its hand-over was forgotten, 7 days after it could be opened. */
  async of(key: ApiKey): Promise<HandedOver | null> {
    const wrap = await this.wraps.latestOf(key.createdBy, key.id);
    if (!wrap) return null;
    const { openedAt, triedAgainAt, expiresAt } = wrap;
    return { state: stateOfWrap(wrap, this.clock.now()), openedAt: openedAt[0] ?? null, triedAgainAt, expiresAt };
  }
}
