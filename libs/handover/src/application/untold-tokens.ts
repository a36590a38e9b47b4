import { Injectable } from '@nestjs/common';
import { CofferError, isUnrecorded, type RequestContext } from '#kernel';
import { Wraps } from './wraps.js';

/** More requests than this are not remembered: their wraps end at their expiry. */
const MOST_WAITING = 1_000;

/**
 * Ends wraps that stand although their token was told to nobody: the outcome of their making could not be recorded, so the
 * answer was an error. What the store refuses waits in this process, for the next minute and at last for the stop. A process
 * that dies while the intent is open leaves that to its settlement. If the log took the outcome late, and the process dies
 * before the wrap has ended, or the store is away at a stop, the wrap stands until its expiry: nobody has its token.
 */
@Injectable()
export class UntoldTokens {
  private readonly waiting = new Set<string>();
  private running: Promise<void> | null = null;

  constructor(private readonly wraps: Wraps) {}

  /** Runs the mutation that makes the wrap of this request, and ends the wrap after `outcome_unrecorded`. */
  async orEnd<T>({ requestId }: RequestContext, mutation: () => Promise<T>): Promise<T> {
    try {
      return await mutation();
    } catch (error) {
      if (isUnrecorded(error) && this.waiting.size < MOST_WAITING) {
        this.waiting.add(requestId);
        // Not waited for: the store may be as slow as the audit was. The next run reports a defect.
        this.end(requestId).catch(() => {});
      }
      throw error;
    }
  }

  /**
   * Ends what can be ended now, or joins the run that does. The rest waits for the next run: what keeps records from the log
   * may keep this off, too. Throws the first defect when all were tried.
   */
  run(stop?: AbortSignal): Promise<void> {
    this.running ??= this.endAll(stop).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async endAll(stop?: AbortSignal): Promise<void> {
    const defects: unknown[] = [];
    for (const requestId of [...this.waiting]) {
      if (stop?.aborted) break;
      await this.end(requestId).catch((error) => {
        if (!(error instanceof CofferError)) defects.push(error);
      });
    }
    if (defects.length > 0) throw defects[0];
  }

  private async end(requestId: string): Promise<void> {
    await this.wraps.settle(requestId);
    this.waiting.delete(requestId);
  }
}
