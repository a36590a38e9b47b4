import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Action, CofferError, RequestContext, Stored } from '#kernel';
import { Accounts, type User } from '#users';
import type { Challenge, TokenPurpose } from '../../domain/challenge.js';
import { actorOf } from '../login/login-errors.js';
import { Challenges } from './challenges.js';

/** What a one-time token in a body is for. */
export interface TokenUse {
  readonly purpose: TokenPurpose;
  readonly action: Action;
  /** The only state in which the account takes the token. */
  readonly state: User['state'];
  /** The one error for every token that does not work. */
  readonly refusal: () => CofferError;
}

/** A genuine token that works now, and the account that it is for. */
export interface HeldToken {
  readonly challenge: Stored<Challenge>;
  readonly user: User;
  /** Throws the refusal unless the token still works for the account as it is now. */
  readonly requireLive: (now: User) => void;
}

/** Finds whose account a one-time token opens. */
@Injectable()
export class GenuineTokens {
  constructor(
    private readonly challenges: Challenges,
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Throws the refusal of `use` for every token that does not work. A genuine token that is used, expired or void leaves
   * a record of its user.
   */
  async require(request: RequestContext, token: string, use: TokenUse): Promise<HeldToken> {
    const { purpose, action, state, refusal } = use;
    const challenge = await this.challenges.findGenuine(purpose, token);
    const stored = challenge && (await this.accounts.load(challenge.value.userId));
    if (!challenge || !stored) throw refusal();
    const user = stored.value;
    const opens = (now: User) => now.state === state && this.challenges.isLive(challenge.value, purpose, now);
    if (!opens(user)) {
      await this.audit.failed(request, actorOf(user), { action, resourceType: 'user', resourceId: user.id });
      throw refusal();
    }
    const requireLive = (now: User) => {
      if (!opens(now)) throw refusal();
    };
    return { challenge, user, requireLive };
  }
}
