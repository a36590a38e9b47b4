import { CofferError, networksAround } from '#kernel';
import type { HashOrigin } from '../../ports/password-hasher.js';
import { FairLine } from './fair-line.js';

/** While strangers wait, at most so many pieces of work of trusted callers begin one after the other. */
const TRUSTED_IN_A_ROW = 3;

interface Waiting {
  begin(): void;
  refuse(): void;
}

export interface QueueLimits {
  /** Pieces of work that run at once. */
  readonly running: number;
  /** Pieces of work that wait, at most, in each of the two lanes. */
  readonly waiting: number;
  readonly retryAfterSeconds: number;
}

/**
 * Runs a few pieces of work at once, and lets a bounded number wait [R7]. Trusted callers have a lane of their own. In
 * each lane, networks take turns. In a full lane, the network with the most waiting work loses its newest to a network
 * with less. So a network that fills the queue denies nothing to another one.
 */
export class WorkQueue {
  private readonly trusted = new FairLine<Waiting>();
  private readonly strangers = new FairLine<Waiting>();
  private running = 0;
  private trustedInARow = 0;

  /** `onDefect`: told of each error of a piece of work that is no CofferError. */
  constructor(
    private readonly limits: QueueLimits,
    private readonly onDefect: (cause: unknown) => void = () => {},
  ) {}

  /**
   * Resolves as `work` does. Rejects with `busy` if there is no room, and if the work fails: then nothing is known about
   * the password, so it must not count as wrong. A CofferError of the work is passed on.
   */
  async run<T>(work: () => Promise<T>, origin: HashOrigin | null): Promise<T> {
    if (this.running >= this.limits.running) await this.turn(origin);
    else this.running += 1;
    try {
      return await work();
    } catch (error) {
      throw this.failureOf(error);
    } finally {
      this.next();
    }
  }

  private turn(origin: HashOrigin | null): Promise<void> {
    const lane = origin && !origin.isTrusted ? this.strangers : this.trusted;
    const path = networksAround(origin ? origin.address : '127.0.0.1');
    if (lane.size >= this.limits.waiting) {
      const displaced = lane.displace(path);
      if (!displaced) return Promise.reject(this.busy());
      displaced.refuse();
    }
    return new Promise((begin, reject) => lane.add(path, { begin, refuse: () => reject(this.busy()) }));
  }

  /** Passes the place of a finished piece of work to the next one that waits. */
  private next(): void {
    const isTheirTurn = this.strangers.size > 0 && this.trustedInARow >= TRUSTED_IN_A_ROW;
    const first = isTheirTurn ? undefined : this.trusted.take();
    this.trustedInARow = first ? this.trustedInARow + 1 : 0;
    const next = first ?? this.strangers.take();
    if (next) next.begin();
    else this.running -= 1;
  }

  private failureOf(error: unknown): CofferError {
    if (error instanceof CofferError) return error;
    this.onDefect(error);
    const { retryAfterSeconds } = this.limits;
    return new CofferError('busy', 'The password could not be checked now, for example because memory is short.', {
      retryAfterSeconds,
      cause: error,
    });
  }

  private busy(): CofferError {
    const { retryAfterSeconds } = this.limits;
    return new CofferError('busy', 'Too many passwords are being checked at once. Try again shortly.', {
      retryAfterSeconds,
    });
  }
}
