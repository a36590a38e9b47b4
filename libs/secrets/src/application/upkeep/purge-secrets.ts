import { Injectable } from '@nestjs/common';
import { Clock, newId, type Stored } from '#kernel';
import { isRestorable, purging } from '../../domain/lifecycle.js';
import type { Secret, SecretSummary } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';

/** The most secrets that one run purges. */
const PURGED_AT_ONCE = 200;

/** Destroys deleted secrets that can no longer be restored. Safe to repeat, and to run on several nodes. */
@Injectable()
export class PurgeSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /** Resolves to the number of secrets that it destroyed. */
  async run(): Promise<number> {
    const due = await this.store.duePurge(this.clock.now() - this.settings.retentionMs, PURGED_AT_ONCE);
    let purged = 0;
    for (const { value } of due) if (await this.purge(value)) purged += 1;
    return purged;
  }

  /**
   * Marks the head first, so that no restore can win any more. Then removes the versions, and the head last: a crash in
   * between would otherwise leave versions without a head.
   */
  private async purge({ id }: SecretSummary): Promise<boolean> {
    const head = await this.store.heads.load(id);
    const doomed = head && (await this.doom(head));
    if (!doomed) return false;
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
