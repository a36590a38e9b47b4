import { Injectable } from '@nestjs/common';
import { Clock, PageWalk } from '#kernel';
import type { BodyHead } from '../../domain/entry-body.js';
import { HISTORY_KEPT, type Vault } from '../../domain/vault.js';
import { liveEntry } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';

/** The sweeps look only at what is older than this, in milliseconds. Its writer has published or given up by then. */
export const SWEEP_AFTER_MS = 3_600_000;
const PAGE = 200;
/** The most bodies of one entry that one run looks at. */
const LOOKED_AT = 1_000;

/** Removes bodies that no vault refers to: from lost races, crashes, old revisions, and abandoned or old generations. */
@Injectable()
export class BodySweep {
  private readonly walk = new PageWalk<BodyHead>(PAGE);

  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves to the number of bodies that it removed. */
  run(): Promise<number> {
    const before = this.clock.now() - SWEEP_AFTER_MS;
    return this.walk.run({
      read: (after, limit) => this.store.writtenBefore(before, after?.id ?? null, limit),
      sweep: (heads) => this.sweepAll(heads),
    });
  }

  private async sweepAll(heads: readonly BodyHead[]): Promise<number> {
    let swept = 0;
    for (const [ownerId, own] of Map.groupBy(heads, (head) => head.ownerId)) swept += await this.sweep(ownerId, own);
    return swept;
  }

  /** Reads the vault after the bodies: a body that the vault does not refer to now, it never will. */
  private async sweep(ownerId: string, heads: readonly BodyHead[]): Promise<number> {
    const stored = await this.store.vaults.load(ownerId);
    const ids: string[] = [];
    for (const head of heads) {
      if (stored && (await this.isReferredTo(stored.value, head))) continue;
      ids.push(head.id);
    }
    if (ids.length > 0) await this.store.removeBodies(ownerId, ids);
    return ids.length;
  }

  private isReferredTo(vault: Vault, head: BodyHead): boolean | Promise<boolean> {
    if (vault.state === 'closed') return false;
    if (head.rekey !== null && head.rekey === vault.rekey?.id) return head.generation === vault.rekey.generation;
    // A restore of the previous generation brings back its histories, too.
    if (head.generation === vault.previous?.generation) return true;
    if (head.generation !== vault.generation) return false;
    const live = liveEntry(vault, head.entryId);
    if (!live || head.revision <= live.revision - HISTORY_KEPT) return false;
    return head.id === live.body || this.isInHistory(live.body, head);
  }

  /** True if the chain of revisions from the present body reaches this body, or is too long to be followed to its end. */
  private async isInHistory(present: string, { ownerId, entryId, generation, id }: BodyHead): Promise<boolean> {
    const heads = await this.store.bodiesOf(ownerId, entryId, generation, LOOKED_AT);
    const known = new Map(heads.map((head) => [head.id, head]));
    for (let next: string | null = present; next !== null; ) {
      const head = known.get(next);
      if (!head) return heads.length === LOOKED_AT;
      if (head.id === id) return true;
      next = head.previous;
    }
    return false;
  }
}
