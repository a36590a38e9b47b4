import type { CofferClient } from '../coffer-client.js';
import type { UserKey } from '../crypto/user-key.js';
import { uuidv7 } from '../crypto/uuid.js';
import { ServerDistrusted } from '../errors.js';
import { CofferProblem } from '../http/problem.js';
import { exclusively } from '../session/locks.js';
import { type EntryRef, EntryWrites } from './entry-writes.js';
import { isUnclear, Rekeying } from './rekeying.js';
import { withGeneration } from './seen-checks.js';
import { NOTHING_SEEN, type SeenStore } from './seen-store.js';
import { VaultCalls } from './vault-calls.js';
import { type EntryContent, opened, type VaultEntry } from './vault-entry.js';
import { VaultKeys } from './vault-keys.js';
import { type Changes, type VaultOwner, VaultView } from './vault-view.js';
import { type EntryOnWire, requireId } from './wire.js';

/**
 * The entries of one account. They are sealed before they are sent. Changed, old or missing entries are refused.
 * Errors of every method: ServerDistrusted, CofferProblem, NoAnswer, SessionEnded. Methods run one at a time.
 */
export class ZeroKnowledgeVault {
  private readonly calls: VaultCalls;
  private readonly keys: VaultKeys;
  private readonly view: VaultView;
  private readonly writes: EntryWrites;
  private readonly rekeying: Rekeying;
  private readonly turnName = `coffer:vault:${crypto.randomUUID()}`;

  constructor(
    client: CofferClient,
    private readonly owner: VaultOwner,
    userKey: UserKey,
    seen: SeenStore,
  ) {
    this.calls = new VaultCalls(client, owner.userId);
    this.keys = new VaultKeys(userKey, owner.userId, this.calls);
    this.view = new VaultView(owner, this.calls, this.keys, seen);
    this.writes = new EntryWrites(owner.userId, this.calls, this.view, this.keys);
    this.rekeying = new Rekeying(owner.userId, userKey, this.calls, this.view);
  }

  /** The entries that were read so far, without a request. */
  get entries(): readonly VaultEntry[] {
    return [...this.view.items.values()];
  }

  /** Reads the changes since the last call; everything the first time. */
  sync(): Promise<Changes> {
    return this.turn(() => this.view.sync());
  }

  /** Reads everything. */
  async list(): Promise<readonly VaultEntry[]> {
    await this.sync();
    return this.entries;
  }

  /** Errors: CofferProblem `not_found`, if the vault confirms the deletion. */
  get(id: string): Promise<VaultEntry> {
    return this.turn(() => this.read(id));
  }

  create(content: EntryContent): Promise<VaultEntry> {
    return this.turn(() => this.writes.create(uuidv7(), content));
  }

  /** Replaces the whole entry. Errors: CofferProblem `precondition_failed` if it has changed since `entry` was read. */
  update(entry: EntryRef, content: EntryContent): Promise<VaultEntry> {
    return this.turn(() => this.writes.replace(entry, content));
  }

  /** Errors: CofferProblem `precondition_failed`. */
  remove(entry: EntryRef): Promise<void> {
    return this.turn(() => this.writes.remove(entry));
  }

  /** The latest revisions since the last re-key, newest first. */
  history(id: string): Promise<readonly VaultEntry[]> {
    return this.turn(async () => Promise.all((await this.calls.history(id)).map((wire) => this.past(id, wire))));
  }

  /**
   * Gives every entry a new key, published at once. Needs a fresh session. Errors: CofferProblem `rekey_open` if a re-key
   * is already open; `replaceOpen` abandons that one first.
   */
  rekey({ replaceOpen = false }: { readonly replaceOpen?: boolean } = {}): Promise<void> {
    return this.turn(() => this.rekeying.run(replaceOpen));
  }

  /** Restores the previous generation within 30 days. Needs a fresh session. Newer entries and changes are lost. */
  restore(generation: number): Promise<void> {
    return this.turn(async () => {
      await this.keys.of(generation);
      try {
        await this.calls.restore(generation);
      } catch (error) {
        if (!isUnclear(error) || (await this.calls.generations()).generation !== generation) throw error;
      }
      await this.view.remember((seen) => withGeneration(seen, generation));
      await this.readAnew(true);
    });
  }

  /**
   * Accepts the state that the server shows now. Use it only if the user knows why it looks older: a restore on another
   * device, or a server that was restored from a backup.
   */
  acceptPresentState(): Promise<void> {
    return this.turn(async () => {
      await this.view.remember(() => NOTHING_SEEN.vault);
      await this.readAnew(false);
    });
  }

  private async readAnew(afterRestore: boolean): Promise<void> {
    this.view.drop();
    await this.view.sync(afterRestore);
  }

  private async read(id: string): Promise<VaultEntry> {
    try {
      let wire = requireId(await this.calls.get(id), id);
      if (wire.generation !== (await this.view.generation())) {
        await this.view.sync();
        wire = requireId(await this.calls.get(id), id);
      }
      return await this.view.admit(wire);
    } catch (error) {
      if (!(error instanceof CofferProblem) || error.status !== 404) throw error;
      await this.view.sync();
      if (this.view.items.has(id)) throw new ServerDistrusted('entry_vanished', id, error);
      throw error;
    }
  }

  private async past(id: string, wire: EntryOnWire): Promise<VaultEntry> {
    return opened(await this.keys.of(requireId(wire, id).generation), this.owner.userId, wire);
  }

  private turn<T>(work: () => Promise<T>): Promise<T> {
    return exclusively(this.turnName, work);
  }
}
