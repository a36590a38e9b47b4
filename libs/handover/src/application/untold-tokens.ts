import { Injectable } from '@nestjs/common';
import { CofferError, isUnrecorded, type RequestContext } from '#kernel';
import { Wraps } from './wraps.js';

/** More requests than this are not remembered: their wraps end at their expiry. */
const MOST_WAITING = 1_000;

/**
 * Ends wraps that stand although their token was told to nobody: the outcome of their making could not be recorded, so the
 * answer was an error. A process that dies before leaves an open intent, whose settlement ends the wrap.
 */
@Injectable()
export class UntoldTokens {
  private readonly waiting = new Set<string>();

  constructor(private readonly wraps: Wraps) {}

  /** Runs the mutation that makes the wrap of this request, and ends the wrap after `outcome_unrecorded`. */
  async orEnd<T>({ requestId }: RequestContext, mutation: () => Promise<T>): Promise<T> {
    try {
      return await mutation();
    } catch (error) {
      if (isUnrecorded(error) && this.waiting.size < MOST_WAITING) {
        this.waiting.add(requestId);
        // Not waited for: the store may be as slow as the audit was. The next run reports a defect.
        this.run().catch(() => {});
      }
      throw error;
    }
  }

  /** Ends what can be ended now. The rest waits for the next run: what keeps records from the log may keep this off, too. */
  async run(stop?: AbortSignal): Promise<void> {
    for (const requestId of [...this.waiting]) {
      if (stop?.aborted) return;
      try {
        await this.wraps.settle(requestId);
        this.waiting.delete(requestId);
      } catch (error) {
        if (!(error instanceof CofferError)) throw error;
      }
    }
  }
}
