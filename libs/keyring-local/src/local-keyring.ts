import type { KeyObject } from 'node:crypto';
import { type CheckpointSigner, RingSigner, type SigningHead } from '#audit-proofs';
import { type Clock, CofferError, SystemClock } from '#kernel';
import {
  CannotOpen,
  KeyManagement,
  MasterStillNeeded,
  newKeyBytes,
  REWRAP_MOST,
  type Rewrapped,
  type RingWraps,
  requireErasable,
  secretKeyOf,
  unwrapKey,
  wrapKey,
} from '#keys';
import { KeyringFiles } from './keyring-files.js';
import type { PassphraseCosts } from './passphrase.js';
import { LocalSigningHead } from './rings/local-signing-head.js';
import { rewrapRings } from './rings/rewrapping.js';
import { dropping, newWrap, ringWraps } from './rings/rings.js';

/** How many rings one transaction re-wraps. Other work has its turn between two of them. */
const REWRAPPED_AT_ONCE = 20;

export interface LocalKeyringOptions {
  readonly dir: string;
  /** Null or absent: only the file's mode protects the master key. */
  readonly passphrase?: string | null;
  /** Ends the wait for a keyring that does not answer. */
  readonly clock?: Clock;
  /** The costs of the passphrase in files that are written anew. Default: those that protect real keys. */
  readonly costs?: PassphraseCosts;
}

/**
 * The embedded keyring: `master.key` and `keyring.db` in one private folder. Opening makes nothing; {@link createMaster}
 * makes the folder and the files.
 */
export class LocalKeyring extends KeyManagement {
  /** Of this keyring too: what its log may have signed. */
  readonly head: SigningHead;
  readonly signer: CheckpointSigner = new RingSigner(this);

  private constructor(private readonly files: KeyringFiles) {
    super();
    this.head = new LocalSigningHead(() => files.rings().database);
  }

  /**
   * StartError, with one line, if other users can use the folder or a file, if another process holds the keyring, if the
   * passphrase is missing or wrong, or if one of the two files is missing.
   */
  static async open(options: LocalKeyringOptions): Promise<LocalKeyring> {
    const { dir, passphrase = null, clock = new SystemClock(), costs } = options;
    return new LocalKeyring(await KeyringFiles.open(dir, passphrase, clock, costs));
  }

  async check(): Promise<void> {
    this.files.master();
    await this.files.rings().check();
  }

  async boundTo(): Promise<string | null> {
    return this.files.hasMaster ? this.files.rings().boundTo() : null;
  }

  async bind(to: string, before: string | null): Promise<boolean> {
    return this.files.rings().bind(to, before);
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
    const names = [...new Set(rings)];
    for (let from = 0; from < names.length; from += REWRAPPED_AT_ONCE) {
      const some = names.slice(from, from + REWRAPPED_AT_ONCE);
      const rewrapped = await rewrapRings(this.files.rings(), master, some);
      moved += rewrapped.moved;
      failed.push(...rewrapped.failed);
    }
    return { moved, failed };
  }

  async rings(after: string | null, limit: number): Promise<string[]> {
    return this.files.hasMaster ? this.files.rings().names(after, limit) : [];
  }

  async ringUnder(version: number): Promise<string | null> {
    return this.files.rings().under(version);
  }

  async destroyMaster(version: number): Promise<void> {
    const master = this.files.master();
    if (version >= master.newest.version) throw new RangeError('the newest master key is not destroyed');
    if (![...master.keys.keys()].some((held) => held <= version)) return;
    // The thread does the calls in their order. A wrap that is made after this call is under a newer version.
    const needed = await this.files.rings().under(version);
    if (needed !== null) throw new MasterStillNeeded(needed);
    await this.files.rings().database.rewrite();
    master.destroyUpTo(version);
  }

  /**
   * Adds, changes or removes (null) the passphrase. No key is changed. Call it while nothing else changes the master key.
   * A crash leaves a keyring that the old or the new passphrase opens.
   */
  async changePassphrase(passphrase: string | null): Promise<void> {
    await this.files.changePassphrase(passphrase);
  }

  async createRing(ring: string): Promise<'created' | 'exists'> {
    const { newest } = this.files.master();
    return (await this.files.rings().make(ring, newest)) ? 'created' : 'exists';
  }

  async addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    const added = await this.files.rings().change(ring, (held) => {
      if (!held) throw new CofferError('not_found', 'There is no such key ring.');
      const highest = Math.max(...held.wraps.map(({ version }) => version));
      if (next <= highest) return null;
      if (next !== highest + 1) throw new RangeError('versions of a ring have no gaps');
      return [newWrap(ring, next, this.files.master().newest)];
    });
    return added ? 'created' : 'exists';
  }

  async dropVersions(ring: string, versions: readonly number[]): Promise<void> {
    requireErasable(ring);
    await this.files.rings().change(ring, (held) => {
      const present = held?.wraps.map(({ version }) => version) ?? [];
      const dropped = present.filter((version) => versions.includes(version));
      if (dropped.length === 0) return null;
      if (dropped.includes(Math.max(...present))) throw new RangeError('the newest version of a ring is not dropped');
      return dropping(ring, dropped);
    });
    await this.files.rings().database.rewrite();
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    const held = await this.files.rings().held(ring);
    return held && ringWraps(held);
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    const held = await this.files.rings().held(ring);
    const found = held?.wraps.find((wrap) => wrap.version === version);
    if (!found) return null;
    const masterVersion = found.wrappedUnder;
    const key = this.files.master().keys.get(masterVersion);
    if (!key) throw new CannotOpen();
    return unwrapKey(key, { ring, version, masterVersion }, found.wrap);
  }

  /** Several calls at the same time share a rewrite of the file: the later ones find that nothing is left to do. */
  async shred(ring: string): Promise<void> {
    requireErasable(ring);
    await this.files.rings().shred(ring);
    await this.files.rings().database.rewrite();
  }

  async close(): Promise<void> {
    await this.files.close();
  }
}
