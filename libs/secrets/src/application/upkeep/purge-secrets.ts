import { Injectable } from '@nestjs/common';
import { Clock, newId, RunTime, type Stored } from '#kernel';
import { isRestorable, purging } from '../../domain/lifecycle.js';
import type { Secret, SecretSummary } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';
import { SharedSecrets } from '../sharing/shared-secrets.js';

/** The secrets of one read. */
const BATCH = 200;

/** Destroys deleted secrets that can no longer be restored. Safe to repeat, and to run on several nodes. */
@Injectable()
export class PurgeSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly shares: SharedSecrets,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /** Purges what is due, for 10 s at most. Resolves to the number of secrets that it destroyed. `stop`: ends it early. */
  async run(stop?: AbortSignal): Promise<number> {
    const time = new RunTime(this.clock, stop);
    const before = this.clock.now() - this.settings.retentionMs;
    let purged = 0;
    for (;;) {
      const due = await this.store.duePurge(before, BATCH);
      const some = await this.purgeAll(due, time);
      purged += some;
      // What another node purges, or what was restored meanwhile, is not purged here.
      if (due.length < BATCH || some === 0 || time.isOver(purged)) return purged;
    }
  }

  private async purgeAll(due: readonly Stored<SecretSummary>[], time: RunTime): Promise<number> {
    let purged = 0;
    for (const { value } of due) if (!time.isStopped && (await this.purge(value))) purged += 1;
    return purged;
  }

  /**
   * Marks the head first, so that no restore can win any more. Then ends the shares and removes the versions, and the head last: a crash in
   * between would otherwise leave versions without a head.
   */
  private async purge({ id }: SecretSummary): Promise<boolean> {
    const head = await this.store.heads.load(id);
    const doomed = head && (await this.doom(head));
    if (!doomed) return false;
    await this.shares.end(id);
    await this.store.removeVersions(id);
    return this.store.heads.remove(id, doomed.revision);
  }

  private async doom(head: Stored<Secret>): Promise<Stored<Secret> | null> {
    if (head.value.state === 'purging') return head;
    if (head.value.state === 'live' || isRestorable(head.value, this.clock.now(), this.settings.retentionMs))
      return null;
    const value = purging(head.value);
    const outcome = await this.store.heads.replace(value, head.revision, newId(this.clock.now()));
    return outcome === 'published' ? { revision: head.revision + 1, value } : null;
  }
}
