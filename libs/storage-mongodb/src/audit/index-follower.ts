import type { BackgroundWork } from '../engine/background-work.js';
import { deadline } from '../engine/failures.js';
import type { AuditIndex } from './audit-index.repository.js';

/** Milliseconds from an append to the indexing of its records, so that many appends share one step. */
const AFTER_MS = 1_000;

/** Has the index follow the log while nobody waits for it, so that a query finds little left to index. */
export class IndexFollower {
  /** `head`: the last number of the log that is known. */
  constructor(
    private readonly index: Pick<AuditIndex, 'indexed' | 'catchUp'>,
    private readonly background: Pick<BackgroundWork, 'later'>,
    private readonly head: () => number,
  ) {}

  /**
   * Call it after each append. One run takes as long as one call may. After a burst of appends that is not enough: it runs
   * again at once for as long as each run brings the index on.
   */
  follow(milliseconds = AFTER_MS): void {
    this.background.later(milliseconds, async () => {
      const before = this.index.indexed;
      await this.index.catchUp(this.head(), deadline()).catch(() => undefined);
      const after = this.index.indexed;
      if (after > before && after < this.head()) this.follow(0);
    });
  }
}
