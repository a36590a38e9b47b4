import { Injectable } from '@nestjs/common';

/** Limits how many keys that do not exist a network may try: each costs a read of the store. */
export interface GuessLimit {
  /** Throws `rate_limited` if the networks around the address have tried too many. Counts nothing. */
  admit(address: string | null): void;
  /** Counts one try that was wrong. */
  count(address: string | null): void;
}

/** Knows the limit of the process. The edge sets it; without an edge nobody sends keys. */
@Injectable()
export class KeyGuesses implements GuessLimit {
  private limit: GuessLimit | null = null;

  limitBy(limit: GuessLimit): void {
    this.limit = limit;
  }

  admit(address: string | null): void {
    this.limit?.admit(address);
  }

  count(address: string | null): void {
    this.limit?.count(address);
  }
}
