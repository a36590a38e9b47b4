import type { BodyHead } from '../../domain/entry-body.js';
import { HISTORY_KEPT, type Vault } from '../../domain/vault.js';
import { type LiveEntry, liveEntries } from '../../domain/vault-state.js';
import type { VaultStore } from '../../ports/vault.store.js';

/** The most bodies of one entry that are looked at. */
const LOOKED_AT = 1_000;

/** Which bodies a vault refers to. The vault is indexed once, however many bodies are asked for. */
export class ReferredBodies {
  private readonly live: ReadonlyMap<string, LiveEntry>;
  private readonly histories = new Map<string, Promise<ReadonlySet<string> | null>>();

  constructor(
    private readonly store: VaultStore,
    private readonly vault: Vault,
  ) {
    this.live = new Map(liveEntries(vault).map((entry) => [entry.id, entry]));
  }

  async has(head: BodyHead): Promise<boolean> {
    const { vault } = this;
    if (vault.state === 'closed') return false;
    if (head.rekey !== null && head.rekey === vault.rekey?.id) return head.generation === vault.rekey.generation;
    // A restore of the previous generation brings back its histories, too.
    if (head.generation === vault.previous?.generation) return true;
    if (head.generation !== vault.generation) return false;
    const live = this.live.get(head.entryId);
    if (!live || head.revision <= live.revision - HISTORY_KEPT) return false;
    if (head.id === live.body) return true;
    const history = await this.historyOf(live);
    return history === null || history.has(head.id);
  }

  /** The ids of the entry's chain of revisions. Null: it is too long to be followed to its end. */
  private historyOf({ id, body }: LiveEntry): Promise<ReadonlySet<string> | null> {
    const known = this.histories.get(id);
    if (known !== undefined) return known;
    const history = this.follow(id, body);
    this.histories.set(id, history);
    return history;
  }

  private async follow(entryId: string, present: string): Promise<ReadonlySet<string> | null> {
    const heads = await this.store.bodiesOf(this.vault.id, entryId, this.vault.generation, LOOKED_AT);
    const known = new Map(heads.map((head) => [head.id, head]));
    const chain = new Set<string>();
    for (let next: string | null = present; next !== null; ) {
      const head = known.get(next);
      if (!head) return heads.length === LOOKED_AT ? null : chain;
      chain.add(next);
      next = head.previous;
    }
    return chain;
  }
}
