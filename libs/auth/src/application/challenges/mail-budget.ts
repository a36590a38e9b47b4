import { Injectable } from '@nestjs/common';
import { Clock, CofferError, RateCounters, Roots } from '#kernel';
import { keyedHash } from '../../domain/tokens/opaque-token.js';

/** Mails an account within each window. */
const BUDGETS = [
  { name: 'mail-hour', lengthMs: 3_600_000, limit: 5 },
  { name: 'mail-day', lengthMs: 86_400_000, limit: 20 },
] as const;
/** How long after its end a window may still be added to, in milliseconds: clocks differ, and an add takes time. */
const LATE_MS = 3_000;

/**
 * Who asks for the mails of a budget: people who hold a session or know the password, or `anyone` who knows the name. Each
 * has their own, or strangers who ask for resets would keep the owner from the codes of a login.
 */
type Asker = 'owner' | 'anyone';

/** Bounds how many mails one account causes, over all nodes: 5 an hour and 20 a day, from the full hour and day [R22]. */
@Injectable()
export class MailBudget {
  constructor(
    private readonly counters: RateCounters,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes one mail of a budget of the account. The seconds to wait when there is none left; null when there was. What
   * cannot be counted is not sent: PartUnavailable.
   */
  async take(userId: string, asker: Asker): Promise<number | null> {
    const now = this.clock.now();
    for (const { name, lengthMs, limit } of BUDGETS) {
      const window = Math.floor(now / lengthMs);
      const end = (window + 1) * lengthMs;
      const key = keyedHash(this.roots.derive('rate-limit'), `${name}/${asker}`, userId);
      if ((await this.counters.add(key, window, 1, end + LATE_MS)) > limit) return Math.ceil((end - now) / 1_000);
    }
    return null;
  }

  /** Of the owner's budget; `rate_limited` when there is none left. */
  async require(userId: string): Promise<void> {
    const retryAfterSeconds = await this.take(userId, 'owner');
    if (retryAfterSeconds === null) return;
    throw new CofferError('rate_limited', 'Too many mails: wait as long as Retry-After says.', { retryAfterSeconds });
  }
}
