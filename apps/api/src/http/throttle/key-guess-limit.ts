import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { Config } from '#config';
import { ApiKeysModule, type GuessLimit, KeyGuesses } from '#service-accounts';
import { addressBuckets, type Bucket } from './buckets.js';
import { LimitsModule } from './limits.module.js';
import { refused } from './request-limits.js';
import { SharedLimits } from './shared-limits.js';

/**
 * Unknown keys count with the networks of the address, by AUTH_RATE_PER_MINUTE. Counted in memory, and exchanged with other
 * nodes: a key that is genuine waits for no store.
 */
@Injectable()
class KeyGuessLimit implements GuessLimit {
  private readonly rate: number;

  constructor(
    { http }: Config,
    private readonly limits: SharedLimits,
  ) {
    this.rate = http.authRatePerMinute;
  }

  admit(address: string | null): void {
    const refusal = this.rate > 0 ? this.limits.refusal(this.buckets(address)) : null;
    if (refusal) throw refused(refusal);
  }

  count(address: string | null): void {
    if (this.rate > 0) this.limits.take(this.buckets(address));
  }

  private buckets(address: string | null): [Bucket, ...Bucket[]] {
    return addressBuckets('key', address, this.rate);
  }
}

/** Sets the limit of unknown keys. */
@Module({ imports: [LimitsModule, ApiKeysModule], providers: [KeyGuessLimit] })
export class KeyGuessLimitModule implements OnModuleInit {
  constructor(
    private readonly guesses: KeyGuesses,
    private readonly limit: KeyGuessLimit,
  ) {}

  onModuleInit(): void {
    this.guesses.limitBy(this.limit);
  }
}
