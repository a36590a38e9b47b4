import { Injectable } from '@nestjs/common';
import { Clock, CofferError, keyedHash, networksAround, RateCounters, type RequestContext, Roots } from '#kernel';

/**
 * Mails for one account within a window, at most: of all networks together, and of one network that the account does not
 * know, so that one stranger cannot use up what all of them have.
 */
const BUDGETS = [
  { name: 'mail-hour', lengthMs: 3_600_000, limit: 5, ofNetwork: 2 },
  { name: 'mail-day', lengthMs: 86_400_000, limit: 20, ofNetwork: 5 },
] as const;
/**
 * How long a counter is kept after the end of its window, in milliseconds: clocks differ, and an addition takes time.
 */
const LATE_MS = 3_000;

/**
 * Who causes the mails of a budget. `owner`: somebody with a session or with the password. `known`: somebody in a network
 * that the account has logged in from. `network`: somebody in one other network, by account and network. `anyone`:
 * anybody who knows the name or the address. Strangers who ask for resets block neither the codes of the owner's login nor a reset that
 * the owner asks for at home or at work.
 */
type Asker = 'owner' | 'known' | 'network' | 'anyone';

/**
 * Bounds the mails for one account over all nodes: 5 in each clock hour and 20 in each UTC day [R22]. Mails to an address
 * that nobody has verified yet are bounded for the address in the same way: many accounts could name it.
 */
@Injectable()
export class MailBudget {
  constructor(
    private readonly counters: RateCounters,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes one mail from a budget. `account`: the id of the user; for `network` with the network. Null: the mail may be sent. Otherwise: the seconds to wait.
   * PartUnavailable if it cannot be counted; the mail must not be sent then.
   */
  async take(account: string, asker: Asker): Promise<number | null> {
    const now = this.clock.now();
    for (const { name, lengthMs, limit, ofNetwork } of BUDGETS) {
      const most = asker === 'network' ? ofNetwork : limit;
      const window = Math.floor(now / lengthMs);
      const end = (window + 1) * lengthMs;
      const key = keyedHash(this.roots.derive('rate-limit'), `${name}/${asker}`, account);
      if ((await this.counters.add(key, window, 1, end + LATE_MS)) > most) return Math.ceil((end - now) / 1_000);
    }
    return null;
  }

  /** Takes one mail from the budget of the network around `ip`, and one from that of all strangers. False: none is left. */
  async takeForStranger(account: string, ip: RequestContext['ip']): Promise<boolean> {
    const [widest] = networksAround(ip);
    return (
      (await this.take(`${account}\n${widest}`, 'network')) === null && (await this.take(account, 'anyone')) === null
    );
  }

  /** Takes one mail from a budget. `rate_limited` if none is left. */
  async require(account: string, asker: Asker = 'owner'): Promise<void> {
    const retryAfterSeconds = await this.take(account, asker);
    if (retryAfterSeconds === null) return;
    throw new CofferError('rate_limited', 'Too many mails: wait as long as Retry-After says.', { retryAfterSeconds });
  }
}
