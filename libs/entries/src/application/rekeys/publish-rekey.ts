import { Injectable } from '@nestjs/common';
import { type Caller, Clock } from '#kernel';
import { rekeyed, requireRekey } from '../../domain/generations.js';
import { checkManifest, parseManifest, StagedBodies } from '../../domain/manifest-check.js';
import type { OpenRekey } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { OpenRekeys } from './open-rekeys.js';
import { type PublishedGeneration, publishedGeneration } from './published-generation.js';
import { Snapshots } from './snapshots.js';

const HEADS_AT_ONCE = 1_000;

/** Publishes a re-key: by one compare-and-set, the whole vault moves to its new generation, or nothing does. */
@Injectable()
export class PublishRekey {
  constructor(
    private readonly store: VaultStore,
    private readonly rekeys: OpenRekeys,
    private readonly publisher: VaultPublisher,
    private readonly snapshots: Snapshots,
    private readonly writes: VaultWrites,
    private readonly clock: Clock,
  ) {}

  /**
   * `manifest`: `<entry id>:<revision>` of each live entry, with the revision that was sealed again. Errors: `not_found`;
   * `validation_failed` for an entry that is named twice; `manifest_mismatch`; `busy`.
   */
  async publish(caller: Caller, rekeyId: string, manifest: readonly string[]): Promise<PublishedGeneration> {
    const { userId } = caller.principal;
    const { rekey } = await this.rekeys.find(caller, 'vault:rekey-publish', rekeyId);
    const named = parseManifest(manifest);
    // Read before the publishing window opens, because thousands of heads take long.
    const staged = await this.stagedFor(userId, rekey, named);
    return this.writes.vault(caller, 'vault:rekey-publish', async (window) => {
      const published = await this.snapshots.published(userId, (keep) =>
        this.publisher.publish(caller, window, async (vault, seq) => {
          requireRekey(vault, rekeyId);
          const bodies = checkManifest(vault, named, staged);
          const at = this.clock.now();
          return rekeyed(vault, bodies, { snapshot: await keep(vault, at), at, seq });
        }),
      );
      return publishedGeneration(published);
    });
  }

  private async stagedFor(
    ownerId: string,
    rekey: OpenRekey,
    named: ReadonlyMap<string, number>,
  ): Promise<StagedBodies> {
    const staged = new StagedBodies(rekey, named);
    let after: string | null = null;
    for (;;) {
      const heads = await this.store.staged(ownerId, rekey.id, after, HEADS_AT_ONCE);
      staged.add(heads);
      after = heads.at(-1)?.id ?? null;
      if (heads.length < HEADS_AT_ONCE || after === null) return staged;
    }
  }
}
