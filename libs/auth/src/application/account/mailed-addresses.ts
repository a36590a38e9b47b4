import { Injectable } from '@nestjs/common';
import { CofferError, changedMeanwhile, type PublishingWindow, type RequestContext, type Stored } from '#kernel';
import { Accounts, type User } from '#users';
import type { SolePurpose } from '../../domain/challenge.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { Challenges } from '../challenges/challenges.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorCheck } from '../second-factors/factor-check.js';

/** Tries to publish the verified address, after lost races. */
const ATTEMPTS = 5;

/** An address whose mail the owner of an account has shown to read. */
export interface ProvenAddress {
  readonly user: User;
  readonly address: string;
  /** Of the whole operation: the code was taken on the challenge, and a fence on the account does not stop that. */
  readonly window: PublishingWindow;
}

/** Takes the codes that prove an address, and gives the address to one account. */
@Injectable()
export class MailedAddresses {
  constructor(
    private readonly accounts: Accounts,
    private readonly challenges: Challenges,
    private readonly factors: FactorCheck,
  ) {}

  /** The address that the code was mailed to. `invalid_code`, also for a locked account; `rate_limited`. */
  async take(request: RequestContext, stored: Stored<User>, purpose: SolePurpose, code: string): Promise<string> {
    const challenge = await this.challenges.findFor(purpose, stored.value);
    const shown = await this.factors.prove(request, stored, 'email', code, challenge);
    const address = shown && challenge?.value.code?.address;
    if (!address) throw invalidCode();
    return address;
  }

  /**
   * Publishes what `change` makes of the account. `email_taken` if the address belongs to another account; `conflict`;
   * what `change` throws.
   */
  async publish(
    { requestId }: RequestContext,
    { user: { id }, address, window }: ProvenAddress,
    change: (user: User) => User,
  ): Promise<User> {
    const { stored } = await this.accounts.changeBy({
      ...{ id, requestId, window, attempts: ATTEMPTS },
      change: async (user) => {
        const after = change(user);
        const owner = await this.accounts.findByAddress(address);
        if (!owner || owner.value.id === id) return after;
        throw new CofferError('email_taken', 'The address belongs to another account.');
      },
      absent: () => {
        throw unauthenticated();
      },
      lost: () => {
        throw changedMeanwhile('account');
      },
    });
    return stored.value;
  }
}
