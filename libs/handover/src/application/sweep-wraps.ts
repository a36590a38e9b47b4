import { Injectable } from '@nestjs/common';
import { Clock, newId, RunTime } from '#kernel';
import { emptied, REMEMBERED_MS, type Wrap } from '../domain/wrap.js';
import { WrapStore } from '../ports/wrap.store.js';

const BATCH = 200;

/** Takes the sealed values of expired wraps away, and forgets wraps 7 days after their expiry. */
@Injectable()
export class SweepWraps {
  constructor(
    private readonly store: WrapStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns how many wraps it emptied or removed, in 10 s at most. Safe to repeat, and to run on several nodes. `stop`: ends
   * it early.
   */
  async run(stop?: AbortSignal): Promise<number> {
    const time = new RunTime(this.clock, stop);
    let swept = 0;
    for (;;) {
      await this.clock.giveWay();
      const due = await this.store.dueBefore(this.clock.now(), BATCH);
      let some = 0;
      for (const id of due) if (!time.isStopped && (await this.sweep(id))) some += 1;
      swept += some;
      if (due.length < BATCH || some === 0 || time.isOver(swept)) return swept;
    }
  }

  /** Tries once: what changed meanwhile is looked at in the next run. */
  private async sweep(id: string): Promise<boolean> {
    const stored = await this.store.wraps.load(id);
    const now = this.clock.now();
    if (!stored || stored.value.expiresAt >= now) return false;
    const empty: Wrap | null = emptied(stored.value);
    if (empty) return (await this.store.wraps.replace(empty, stored.revision, newId(now))) === 'published';
    if (stored.value.expiresAt + REMEMBERED_MS >= now) return false;
    return this.store.wraps.remove(id, stored.revision);
  }
}
