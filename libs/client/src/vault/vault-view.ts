import { ServerDistrusted } from '../errors.js';
import {
  remembering,
  requireAll,
  requireEntryNotOlder,
  requireNotOlder,
  type Shown,
  seenLive,
  withoutOthers,
} from './seen-checks.js';
import type { SeenStore, SeenVault } from './seen-store.js';
import type { Listing, VaultCalls } from './vault-calls.js';
import { opened, type VaultEntry } from './vault-entry.js';
import type { VaultKeys } from './vault-keys.js';
import type { EntryOnWire } from './wire.js';

/** How often a list is read again if the vault is re-keyed meanwhile. */
const LISTS_MOST = 5;

export interface VaultOwner {
  readonly userId: string;
  readonly username: string;
}

/** The changes of a synchronisation. */
export interface Changes {
  readonly changed: readonly VaultEntry[];
  readonly removed: readonly string[];
}

/** The verified part of a vault: every entry has opened and is not older than before. */
export class VaultView {
  private entries: ReadonlyMap<string, VaultEntry> = new Map();
  /** The vault's revision up to which it was read; null if it was not read yet. */
  private revision: number | null = null;
  private knownGeneration: number | null = null;

  constructor(
    private readonly owner: VaultOwner,
    private readonly calls: VaultCalls,
    private readonly keys: VaultKeys,
    private readonly seenStore: SeenStore,
  ) {}

  get items(): ReadonlyMap<string, VaultEntry> {
    return this.entries;
  }

  /** The generation of the vault. Reads it if it is unknown. */
  async generation(): Promise<number> {
    if (this.knownGeneration === null) await this.sync();
    return this.knownGeneration ?? 1;
  }

  async seen(): Promise<SeenVault> {
    return (await this.seenStore.load(this.owner.username)).vault;
  }

  async remember(change: (seen: SeenVault) => SeenVault): Promise<void> {
    await this.seenStore.update(this.owner.username, (seen) => ({ ...seen, vault: change(seen.vault) }));
  }

  /** Forgets the view: the next synchronisation reads everything. */
  drop(): void {
    this.entries = new Map();
    this.revision = null;
    this.knownGeneration = null;
  }

  /** Reads the changes. `afterRestore`: accepts the shown set of entries. Errors: ServerDistrusted. */
  async sync(afterRestore = false): Promise<Changes> {
    const seen = await this.seen();
    const listing = await this.listed(this.revision);
    requireNotOlder(seen, listing);
    const next = new Map(listing.full ? [] : this.entries);
    const changed = await this.admitted(listing.live, seen, next);
    for (const { id } of listing.deleted) next.delete(id);
    const expected = afterRestore ? [] : [...seenLive(seen), ...this.entries.keys()];
    const deleted = [...listing.deleted, ...(await this.explained(expected, listing, seen, next))];
    requireAll(expected, next, deleted, listing.generation);
    const shown: Shown = { ...listing, live: [...next.values()], deleted };
    const removed = [...this.entries.keys()].filter((id) => !next.has(id));
    this.entries = next;
    this.revision = listing.revision;
    this.knownGeneration = listing.generation;
    await this.remember((now) => {
      const known = remembering(now, shown);
      return afterRestore ? withoutOthers(known, shown) : known;
    });
    return { changed, removed };
  }

  /** Adds one entry that was read or written separately. Errors: ServerDistrusted. */
  async admit(wire: EntryOnWire): Promise<VaultEntry> {
    const seen = await this.seen();
    if (wire.generation !== (await this.generation())) throw new ServerDistrusted('generation_rolled_back', wire.id);
    const next = new Map(this.entries);
    await this.admitted([wire], seen, next);
    this.entries = next;
    await this.remember((now) => remembering(now, { ...seen, generation: wire.generation, live: [wire], deleted: [] }));
    return next.get(wire.id) as VaultEntry;
  }

  async forget({ id, revision }: Shown['deleted'][number], generation: number): Promise<void> {
    this.entries = new Map([...this.entries].filter(([other]) => other !== id));
    const gone = { generation, revision: 0, live: [], deleted: [{ id, revision }] };
    await this.remember((now) => remembering(now, gone));
  }

  /** Reads a list of one generation, although the vault may be re-keyed meanwhile. */
  private async listed(since: number | null): Promise<Listing> {
    for (let lists = 0; lists < LISTS_MOST; lists += 1) {
      const listing = await this.calls.list(since);
      if (listing.live.every(({ generation }) => generation === listing.generation)) return listing;
    }
    throw new ServerDistrusted('malformed_answer', 'entries.generation');
  }

  /** Checks and opens each entry, and puts it into `next`. */
  private async admitted(wires: readonly EntryOnWire[], seen: SeenVault, next: Map<string, VaultEntry>) {
    const changed: VaultEntry[] = [];
    for (const wire of wires) {
      requireEntryNotOlder(seen, wire);
      const known = next.get(wire.id);
      if (known?.generation === wire.generation && wire.revision < known.revision) {
        throw new ServerDistrusted('rolled_back', wire.id);
      }
      const entry = await opened(await this.keys.of(wire.generation), this.owner.userId, wire);
      next.set(wire.id, entry);
      changed.push(entry);
    }
    return changed;
  }

  /** A full list has no deletions. A missing entry counts as deleted only if the changes since its last revision say so. */
  private async explained(
    expected: readonly string[],
    listing: Listing,
    seen: SeenVault,
    next: Map<string, VaultEntry>,
  ) {
    if (!listing.full || seen.revision === 0 || expected.every((id) => next.has(id))) return [];
    const since = await this.listed(seen.revision);
    if (since.full || since.generation !== listing.generation) return [];
    await this.admitted(since.live, seen, next);
    for (const { id } of since.deleted) next.delete(id);
    return since.deleted;
  }
}
