import { Injectable } from '@nestjs/common';
import { type Caller, invalidField } from '#kernel';
import type { EntryBlob, EntryBody } from '../../domain/entry-body.js';
import { stagedTooMuch } from '../../domain/refusals.js';
import { type OpenRekey, STAGED_MOST, type Vault } from '../../domain/vault.js';
import { liveEntries } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';
import { EntryBodies } from '../entries/entry-bodies.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { Vaults } from '../vaults/vaults.js';
import { OpenRekeys } from './open-rekeys.js';

/** The most characters of bodies that are read at once, to find when their entries were created. */
const LOOKED_AT = 4_194_304;

/** One entry, sealed again for the new generation. */
export interface StagedEntry {
  readonly id: string;
  /** The revision that was sealed again. The staged body is the next revision. */
  readonly revision: number;
  readonly blob: EntryBlob;
}

/** Stages entries of a re-key. Nobody sees them before it is published. If an entry is staged again, the last one counts. */
@Injectable()
export class StageRekey {
  constructor(
    private readonly store: VaultStore,
    private readonly vaults: Vaults,
    private readonly rekeys: OpenRekeys,
    private readonly bodies: EntryBodies,
    private readonly writes: VaultWrites,
  ) {}

  /**
   * Stages at most 100 entries and returns their number. Errors: `not_found`; `validation_failed` for an entry that is
   * named twice; `vault_full` if too much is staged and not yet swept; `unauthenticated` for a deleted owner.
   */
  async stage(caller: Caller, rekeyId: string, entries: readonly StagedEntry[]): Promise<number> {
    const { userId: ownerId } = caller.principal;
    const { vault, rekey } = await this.rekeys.find(caller, 'vault:rekey-stage', rekeyId);
    requireDistinct(entries);
    await this.requireRoom(ownerId, entries.length);
    return this.writes.vault(caller, 'vault:rekey-stage', async () => {
      const ages = await this.agesOf(vault, entries);
      const bodies = entries.map((entry) => this.bodyOf(ownerId, rekey, entry, ages));
      // If the owner was deleted and swept before the bodies were written, they are removed again.
      await this.bodies.published(bodies, () => this.vaults.requireOpen(ownerId));
      return entries.length;
    });
  }

  private bodyOf(
    ownerId: string,
    { id: rekey, generation }: OpenRekey,
    { id: entryId, revision, blob }: StagedEntry,
    ages: ReadonlyMap<string, number>,
  ): EntryBody {
    const createdAt = ages.get(entryId) ?? null;
    return this.bodies.compose({
      ...{ ownerId, entryId, generation, revision: revision + 1, previous: null, rekey },
      ...{ createdAt, blob },
    });
  }

  /** Nothing of an open re-key is swept, so staging without end would fill the disk. */
  private async requireRoom(ownerId: string, more: number): Promise<void> {
    if ((await this.store.countStaged(ownerId, STAGED_MOST)) + more > STAGED_MOST) throw stagedTooMuch();
  }

  /** When each entry was created. An absent entry is staged as a new one; the manifest that names it is refused later. */
  private async agesOf(vault: Vault, entries: readonly StagedEntry[]): Promise<ReadonlyMap<string, number>> {
    const ages = new Map<string, number>();
    const live = new Map(liveEntries(vault).map(({ id, body }) => [id, body]));
    let left: readonly string[] = entries.flatMap(({ id }) => live.get(id) ?? []);
    while (left.length > 0) {
      const loaded = await this.store.loadBodies(vault.id, left, LOOKED_AT);
      for (const { entryId, createdAt } of loaded.bodies) ages.set(entryId, createdAt);
      left = loaded.left;
    }
    return ages;
  }
}

function requireDistinct(entries: readonly StagedEntry[]): void {
  if (new Set(entries.map(({ id }) => id)).size === entries.length) return;
  throw invalidField('entries', 'unique', 'entries must have different ids.');
}
