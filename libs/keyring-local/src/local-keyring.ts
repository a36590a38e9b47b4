import type { KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CofferError } from '#kernel';
import {
  CannotOpen,
  KeyManagement,
  MasterStillNeeded,
  newKeyBytes,
  REWRAP_MOST,
  type Rewrapped,
  type RingWraps,
  secretKeyOf,
  unwrapKey,
  wrapKey,
} from '#keys';
import { KeyringFiles } from './keyring-files.js';
import { rewrapRings } from './rewrapping.js';
import {
  bindRow,
  boundTo,
  deleteWraps,
  heldOf,
  insertNewKey,
  insertRing,
  raiseRevision,
  ringNames,
  ringUnder,
  rowOf,
  shredRow,
  wrapsOf,
} from './ring-rows.js';

/** How many rings one transaction re-wraps: about 5 ms of this thread. Other work has its turn between two of them. */
const REWRAPPED_AT_ONCE = 20;

export interface LocalKeyringOptions {
  readonly dir: string;
  /** Null or absent: only the file's mode protects the master key. */
  readonly passphrase?: string | null;
}

/**
 * The embedded keyring: `master.key` and `keyring.db` in one private folder. Opening makes nothing; {@link createMaster}
 * makes the folder and the files.
 */
export class LocalKeyring extends KeyManagement {
  private rewriting: Promise<void> | null = null;

  private constructor(private readonly files: KeyringFiles) {
    super();
  }

  /**
   * StartError, with one line, if other users can use the folder or a file, if another process holds the keyring, if the
   * passphrase is missing or wrong, or if one of the two files is missing.
   */
  static async open(options: LocalKeyringOptions): Promise<LocalKeyring> {
    return new LocalKeyring(await KeyringFiles.open(options.dir, options.passphrase ?? null));
  }

  async check(): Promise<void> {
    this.files.master();
    this.files.rings().read((database) => database.prepare('SELECT 1 FROM rings LIMIT 1').get());
  }

  async boundTo(): Promise<string | null> {
    return this.files.hasMaster ? this.files.rings().read(boundTo) : null;
  }

  async bind(to: string, before: string | null): Promise<boolean> {
    return this.files.rings().write((database) => bindRow(database, to, before));
  }

  async masterVersions(): Promise<number[]> {
    return this.files.hasMaster ? [...this.files.master().keys.keys()].sort((a, b) => a - b) : [];
  }

  createMaster(): Promise<'created' | 'exists'> {
    return this.files.create();
  }

  async addMasterVersion(next: number): Promise<'created' | 'exists'> {
    const master = this.files.master();
    if (next <= master.newest.version) return 'exists';
    if (next !== master.newest.version + 1) throw new RangeError('versions of the master key have no gaps');
    master.add(next);
    return 'created';
  }

  async verifyMaster(version: number): Promise<void> {
    const master = this.files.master();
    const { newest } = master;
    const kept = master.readBack().get(version);
    if (newest.version !== version || !kept) throw new CannotOpen();
    const context = { ring: 'probe', version, masterVersion: version };
    const raw = newKeyBytes();
    const wrap = wrapKey(newest.key, context, raw);
    if (!unwrapKey(kept, context, wrap).equals(secretKeyOf(raw))) throw new CannotOpen();
  }

  async rewrap(rings: readonly string[]): Promise<Rewrapped> {
    if (rings.length > REWRAP_MOST) throw new RangeError(`at most ${REWRAP_MOST} rings at a time`);
    const master = this.files.master();
    let moved = 0;
    const failed: string[] = [];
    for (let from = 0; from < rings.length; from += REWRAPPED_AT_ONCE) {
      const some = rings.slice(from, from + REWRAPPED_AT_ONCE);
      this.files.rings().erase((database) => {
        const rewrapped = rewrapRings(database, master, some);
        moved += rewrapped.moved;
        failed.push(...rewrapped.failed);
        return rewrapped.replaced;
      });
      await nextTurn();
    }
    return { moved, failed };
  }

  async rings(after: string | null, limit: number): Promise<string[]> {
    return this.files.hasMaster ? this.files.rings().read((database) => ringNames(database, after, limit)) : [];
  }

  async ringUnder(version: number): Promise<string | null> {
    return this.files.rings().read((database) => ringUnder(database, version));
  }

  async destroyMaster(version: number): Promise<void> {
    const master = this.files.master();
    if (version >= master.newest.version) throw new RangeError('the newest master key is not destroyed');
    if (![...master.keys.keys()].some((held) => held <= version)) return;
    // Nothing runs between this look and the change of the file: both are synchronous.
    const needed = this.files.rings().read((database) => ringUnder(database, version));
    if (needed !== null) throw new MasterStillNeeded(needed);
    this.files.rings().rewrite();
    master.destroyUpTo(version);
  }

  async createRing(ring: string): Promise<'created' | 'exists'> {
    const under = this.files.master().newest;
    return this.files.rings().write((database) => {
      if (rowOf(database, ring)) return 'exists';
      insertRing(database, ring);
      insertNewKey(database, ring, 1, under);
      return 'created';
    });
  }

  async addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    const held = this.held(ring);
    if (!held) throw new CofferError('not_found', 'There is no such key ring.');
    const highest = Math.max(...held.versions.map(({ version }) => version));
    if (next <= highest) return 'exists';
    if (next !== highest + 1) throw new RangeError('versions of a ring have no gaps');
    const under = this.files.master().newest;
    this.files.rings().write((database) => {
      raiseRevision(database, ring);
      insertNewKey(database, ring, next, under);
    });
    return 'created';
  }

  async dropVersions(ring: string, versions: readonly number[]): Promise<void> {
    const held = this.held(ring)?.versions.map(({ version }) => version) ?? [];
    const dropped = held.filter((version) => versions.includes(version));
    // A repeated call: the first one may have been interrupted before the file was rewritten.
    if (dropped.length === 0) return this.rewritten();
    if (dropped.includes(Math.max(...held))) throw new RangeError('the newest version of a ring is not dropped');
    this.files.rings().erase((database) => {
      raiseRevision(database, ring);
      return deleteWraps(database, ring, dropped);
    });
    await this.rewritten();
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    return this.held(ring);
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    const found = this.files
      .rings()
      .read((database) => wrapsOf(database, ring))
      .find((wrap) => wrap.version === version);
    if (!found) return null;
    const masterVersion = found.wrappedUnder;
    const key = this.files.master().keys.get(masterVersion);
    if (!key) throw new CannotOpen();
    return unwrapKey(key, { ring, version, masterVersion }, found.wrap);
  }

  async shred(ring: string): Promise<void> {
    this.files.rings().erase((database) => shredRow(database, ring));
    await this.rewritten();
  }

  async close(): Promise<void> {
    this.files.close();
  }

  /** Calls of the same turn of the event loop share one rewrite. */
  private rewritten(): Promise<void> {
    this.rewriting ??= nextTurn().then(() => {
      this.rewriting = null;
      this.files.rings().rewrite();
    });
    return this.rewriting;
  }

  private held(ring: string): RingWraps | null {
    return this.files.rings().read((database) => heldOf(database, ring));
  }
}
