import { CofferError } from '../errors.js';
import type { Clock } from '../time/clock.js';

/** A request publishes nothing later than this after it came in, in milliseconds. Sweeps rely on it. */
export const PUBLISH_WITHIN_MS = 30_000;

/** The longest time between two looks at the window, in milliseconds: half of a node's lease of 10 s. */
const SILENCE_MS = 5_000;

/**
 * The time in which a request may publish. Two rules:
 *
 * 1. The request gives up 30 s after it came in, because sweeps take what is unreferenced after that for abandoned. A
 *    window that does not know when the request came in closes 5 s after it was opened.
 * 2. The request gives up after a silence of more than 5 s. A node that slept through its lease is taken for dead:
 *    another node has fenced its intent and recorded that it failed, and a later publication would make that a lie.
 *    Several shorter silences can outlast a lease too: that is why the window of rule 1 is short by default.
 *
 * Look at the window after each read on which a write is based. A write that was based on an earlier read needs no
 * look: the fence has raised the revision that it expects.
 */
export class PublishingWindow {
  private readonly closesAt: number;
  private lookedAt: number;

  /**
   * Opens the window. `receivedAt`: when the request came in, in milliseconds of `clock`. Without it, the window is open
   * for 5 s: half of a lease that was fresh when it opened.
   */
  constructor(
    private readonly clock: Clock,
    receivedAt?: number,
  ) {
    this.lookedAt = clock.now();
    this.closesAt = receivedAt === undefined ? this.lookedAt + SILENCE_MS : receivedAt + PUBLISH_WITHIN_MS;
  }

  /** Throws `busy` once either rule closes the window. */
  requireOpen(): void {
    const now = this.clock.now();
    if (now >= this.closesAt || now - this.lookedAt > SILENCE_MS) throw tooSlow();
    this.lookedAt = now;
  }
}

/** 503: the request took so long that another node may have recorded it as failed. It will not be done any more. */
export function tooSlow(): CofferError {
  return new CofferError('busy', 'It could not be done in time, so nothing was changed. Try again.', {
    retryAfterSeconds: 1,
  });
}
