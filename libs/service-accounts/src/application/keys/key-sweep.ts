import { Injectable } from '@nestjs/common';
import { Clock, removeExpired, removeListed } from '#kernel';
import { KEPT_WHEN_OVER_MS, overAt } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { HandedKeys } from './handed-keys.js';

/** Removes keys that are over, and those of deleted accounts. Nothing depends on when it runs. */
@Injectable()
export class KeySweep {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly handed: HandedKeys,
    private readonly clock: Clock,
  ) {}

  /** Removes keys 30 days after they were ended or have expired. Returns how many: at most 100,000. `stop`: ends it early. */
  run(stop?: AbortSignal): Promise<number> {
    const over = { expiredBefore: (at: number, limit: number) => this.store.overBefore(at - KEPT_WHEN_OVER_MS, limit) };
    return removeExpired(over, this.documents(), (key) => overAt(key) + KEPT_WHEN_OVER_MS, this.clock.now(), stop);
  }

  /** Removes all keys of an account. Returns how many. May be repeated. */
  sweep(accountId: string): Promise<number> {
    const list = async (limit: number) =>
      (await this.store.ofAccount(accountId, null, limit)).map(({ value }) => value.id);
    return removeListed(this.documents(), list);
  }

  /** What stands beside the key goes first: nothing would find it once the key is gone. */
  private documents() {
    const { keys } = this.store;
    return {
      load: (id: string) => keys.load(id),
      remove: async (id: string, expected: number) => {
        await this.handed.end(id);
        await this.store.forgetUse(id);
        return keys.remove(id, expected);
      },
    };
  }
}
