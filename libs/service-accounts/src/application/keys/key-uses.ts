import { Injectable } from '@nestjs/common';
import { AfterTheAnswer, BoundedCache, Clock } from '#kernel';
import type { KeyUse } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';

/** A use of a key is written down at most once in this time, by each node, in milliseconds. */
const NOTED_MS = 300_000;
/** The most keys of which it is remembered. */
const KEPT = 10_000;

/**
 * Writes down when keys were used last, behind the answer. A use that cannot be written is lost: the next one after 5
 * minutes is tried again. No request waits for it or fails by it.
 */
@Injectable()
export class KeyUses {
  private readonly noted: BoundedCache<true>;
  private readonly afterwards: AfterTheAnswer;

  constructor(
    private readonly store: ApiKeyStore,
    clock: Clock,
  ) {
    this.noted = new BoundedCache(clock, { max: KEPT, maxAgeMs: NOTED_MS });
    this.afterwards = new AfterTheAnswer(clock, () => undefined);
  }

  note(keyId: string, use: KeyUse): void {
    if (this.noted.get(keyId)) return;
    this.noted.set(keyId, true);
    this.afterwards.run(() => this.store.noteUse(keyId, use));
  }

  /** Before the store closes: waits at most 3 s. */
  close(): Promise<void> {
    return this.afterwards.close();
  }
}
