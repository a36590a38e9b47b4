import { Injectable } from '@nestjs/common';
import { Clock, CofferError, changeDocument } from '#kernel';
import { Mailer } from '#mail';
import { secondTryMail } from '../domain/second-try-mail.js';
import { WrapStore } from '../ports/wrap.store.js';
import { WrapMakers } from './wrap-makers.js';

/** Tells the maker of a wrap that its token was used after the last opening: once, however often it is tried. */
@Injectable()
export class SecondTries {
  constructor(
    private readonly store: WrapStore,
    private readonly makers: WrapMakers,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
  ) {}

  /**
   * The one request that publishes the mark sends the mail. If the mark cannot be written now, the next try does it: the
   * caller's answer does not depend on it. A crash between the two loses the mail; the audit has every try.
   */
  async note(id: string, requestId: string): Promise<void> {
    try {
      const now = this.clock.now();
      const changed = await changeDocument(this.store.wraps, {
        ...{ id, requestId, attempts: 3 },
        change: (wrap) => (wrap.triedAgainAt === null ? { ...wrap, triedAgainAt: now } : null),
        absent: () => null,
        lost: () => null,
      });
      if (!changed?.published) return;
      const { value: wrap } = changed.stored;
      const maker = await this.makers.find(wrap.makerId);
      if (maker?.address)
        this.mailer.postNotice({ to: maker.address, account: maker.accountId, ...secondTryMail(wrap, now) });
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
    }
  }
}
