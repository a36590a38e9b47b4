import { Injectable } from '@nestjs/common';
import { Clock, CofferError, newId } from '#kernel';
import type { EntryBlob, EntryBody } from '../../domain/entry-body.js';
import { HISTORY_KEPT } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { changedNothing } from '../vaults/vault-writes.js';

/** The most bodies that one removal takes. The port takes no more at once. */
const REMOVED_AT_ONCE = 200;

/** The next body of an entry, without its id and time. */
export interface NewBody {
  readonly ownerId: string;
  readonly entryId: string;
  readonly generation: number;
  readonly revision: number;
  readonly previous: string | null;
  readonly rekey: string | null;
  /** Null: this is the first body of the entry. */
  readonly createdAt: number | null;
  readonly blob: EntryBlob;
}

/** Writes bodies before the vault names them, and removes those that it never will or does no longer. */
@Injectable()
export class EntryBodies {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** The body under a new id. An id is never used twice: a sweep could remove a body that a repeat is about to publish. */
  compose({ blob, createdAt, ...of }: NewBody): EntryBody {
    const at = this.clock.now();
    const { name, ciphertext, iv, tag, meta } = blob;
    return { id: newId(at), ...of, createdAt: createdAt ?? at, writtenAt: at, name, ciphertext, iv, tag, meta };
  }

  /** Null: the body was removed. */
  async load(ownerId: string, id: string): Promise<EntryBody | null> {
    const { bodies } = await this.store.loadBodies(ownerId, [id], 0);
    return bodies[0] ?? null;
  }

  /** Writes at most 200 bodies of one owner and runs `publish`. If it is refused, removes the bodies again. */
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

  /** Removes all but the last {@link HISTORY_KEPT} revisions. Call it once `body` is published. */
  async trim({ ownerId, entryId, generation, revision }: EntryBody): Promise<void> {
    if (revision > HISTORY_KEPT) await this.removeUpTo(ownerId, entryId, generation, revision - HISTORY_KEPT);
  }

  /** Removes the bodies of an entry in `generation` up to `revision`. Leaves what fails to the sweep. */
  async removeUpTo(ownerId: string, entryId: string, generation: number, revision: number): Promise<void> {
    const before = this.clock.now();
    await this.attempt(async () => {
      const heads = await this.store.bodiesOf(ownerId, entryId, generation, REMOVED_AT_ONCE);
      // A body that was written since then may still be published.
      const ids = heads.filter((head) => head.revision <= revision && head.writtenAt <= before).map(({ id }) => id);
      if (ids.length > 0) await this.store.removeBodies(ownerId, ids);
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The store failed. The sweep removes the bodies later. What is published stays published.
      if (!(error instanceof CofferError)) throw error;
    }
  }
}
