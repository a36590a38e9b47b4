import { Injectable } from '@nestjs/common';
import { Clock, CofferError, newId } from '#kernel';
import type { EntryBlob, EntryBody } from '../../domain/entry-body.js';
import { HISTORY_KEPT } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { changedNothing } from '../vaults/vault-writes.js';

/** Bodies that one removal takes: as many as the port takes at once. */
const REMOVED_AT_ONCE = 200;

/** What an entry's next body is, but for its own id and time. */
export interface NewBody {
  readonly ownerId: string;
  readonly entryId: string;
  readonly generation: number;
  readonly revision: number;
  readonly previous: string | null;
  readonly rekey: string | null;
  /** Null: it is the entry's first. */
  readonly createdAt: number | null;
  readonly blob: EntryBlob;
}

/** Bodies of entries: written before the vault names them, removed when it never will or does no longer. */
@Injectable()
export class EntryBodies {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** The body under a new id: never the same twice, or a sweep might take what a repeat is about to publish. */
  compose({ blob, createdAt, ...of }: NewBody): EntryBody {
    const at = this.clock.now();
    const { name, ciphertext, iv, tag, meta } = blob;
    return { id: newId(at), ...of, createdAt: createdAt ?? at, writtenAt: at, name, ciphertext, iv, tag, meta };
  }

  /** Null: it was removed. */
  async load(ownerId: string, id: string): Promise<EntryBody | null> {
    const { bodies } = await this.store.loadBodies(ownerId, [id], 0);
    return bodies[0] ?? null;
  }

  /** Writes bodies of one owner, at most 200, and runs what publishes them; takes them back where that was refused. */
  async published<T>(bodies: readonly EntryBody[], publish: () => Promise<T>): Promise<T> {
    await this.store.insertBodies(bodies);
    try {
      return await publish();
    } catch (error) {
      const ids = bodies.map(({ id }) => id);
      if (changedNothing(error)) await this.attempt(() => this.store.removeBodies(bodies[0]?.ownerId ?? '', ids));
      throw error;
    }
  }

  /** Removes what lies behind the last {@link HISTORY_KEPT} revisions, once `body` is published. */
  async trim({ ownerId, entryId, generation, revision }: EntryBody): Promise<void> {
    if (revision > HISTORY_KEPT) await this.removeUpTo(ownerId, entryId, generation, revision - HISTORY_KEPT);
  }

  /** Removes all bodies that an entry has in `generation`, up to `revision`. What fails is left to the sweep. */
  async removeUpTo(ownerId: string, entryId: string, generation: number, revision: number): Promise<void> {
    const before = this.clock.now();
    await this.attempt(async () => {
      const heads = await this.store.bodiesOf(ownerId, entryId, generation, REMOVED_AT_ONCE);
      // Whatever was written since belongs to somebody who may yet publish it.
      const ids = heads.filter((head) => head.revision <= revision && head.writtenAt <= before).map(({ id }) => id);
      if (ids.length > 0) await this.store.removeBodies(ownerId, ids);
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The store went away: the sweep does it later. What is published stands.
      if (!(error instanceof CofferError)) throw error;
    }
  }
}
