import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CofferError, PartUnavailable, StartError } from '#kernel';
import { KeyManagement, newKeyBytes, type RingWraps, unwrapKey, type WrapContext, wrapKey } from '#keys';
import { createMasterFile, type MasterKeys, readMasterFile } from './master-file.js';
import { makePrivateFolder, presentAndPrivate } from './private-folder.js';
import { RingDatabase } from './ring-database.js';

export interface LocalKeyringOptions {
  readonly dir: string;
  /** Null or absent: the master key is guarded by the file's mode alone. */
  readonly passphrase?: string | null;
}

interface RingRow {
  readonly revision: number;
  readonly shredded: number;
}

/**
 * The embedded keyring: `master.key` and `keyring.db` in a folder of their own. Nothing is made before
 * {@link createMaster}: opening a folder that is not there leaves it so.
 */
export class LocalKeyring extends KeyManagement {
  private database: RingDatabase | null = null;
  private masters: MasterKeys = new Map();

  private constructor(
    private readonly dir: string,
    private readonly passphrase: string | null,
  ) {
    super();
  }

  /**
   * StartError, with one line: the folder or a file can be used by others, another process holds the keyring, the
   * passphrase is missing or wrong, or one of the two files is there without the other.
   */
  static async open(options: LocalKeyringOptions): Promise<LocalKeyring> {
    const keyring = new LocalKeyring(options.dir, options.passphrase ?? null);
    await keyring.openWhatIsThere();
    return keyring;
  }

  async check(): Promise<void> {
    if (this.masters.size === 0) throw new PartUnavailable('keyring', new Error('there is no master key'));
    this.rings().read((database) => database.prepare('SELECT 1 FROM rings LIMIT 1').get());
  }

  async masterVersions(): Promise<number[]> {
    return [...this.masters.keys()].sort((a, b) => a - b);
  }

  async createMaster(): Promise<'created' | 'exists'> {
    if (this.masters.size > 0) return 'exists';
    makePrivateFolder(this.dir);
    // The database comes first: its lock keeps a second process from making a second master.
    this.database ??= new RingDatabase(this.databasePath);
    const known = this.database.read((database) => database.prepare('SELECT 1 FROM rings LIMIT 1').get());
    if (known) throw new StartError('KEYRING_DIR: master.key is missing beside its rings: restore it from its backup.');
    if (presentAndPrivate(this.masterPath, 'file')) {
      this.masters = await readMasterFile(this.masterPath, this.passphrase);
      return 'exists';
    }
    this.masters = await createMasterFile(this.masterPath, this.passphrase);
    return 'created';
  }

  async createRing(ring: string): Promise<'created' | 'exists'> {
    const under = this.newestMaster();
    return this.rings().write((database) => {
      if (rowOf(database, ring)) return 'exists';
      database.prepare('INSERT INTO rings (ring, revision, shredded) VALUES (?, 1, 0)').run(ring);
      insertWrap(database, { ring, version: 1, masterVersion: under.version }, under.key);
      return 'created';
    });
  }

  async addVersion(ring: string, next: number): Promise<'created' | 'exists'> {
    const held = this.wrapsOf(ring);
    if (!held) throw new CofferError('not_found', 'There is no such key ring.');
    const highest = Math.max(...held.versions.map(({ version }) => version));
    if (next <= highest) return 'exists';
    if (next !== highest + 1) throw new RangeError('versions of a ring have no gaps');
    const under = this.newestMaster();
    this.rings().write((database) => {
      database.prepare('UPDATE rings SET revision = revision + 1 WHERE ring = ?').run(ring);
      insertWrap(database, { ring, version: next, masterVersion: under.version }, under.key);
    });
    return 'created';
  }

  async wraps(ring: string): Promise<RingWraps | null> {
    return this.wrapsOf(ring);
  }

  async openKey(ring: string, version: number): Promise<KeyObject | null> {
    const found = this.rings().read((database) =>
      database.prepare('SELECT wrapped_under, wrap FROM wraps WHERE ring = ? AND version = ?').get(ring, version),
    );
    if (!found || !(found.wrap instanceof Uint8Array)) return null;
    const masterVersion = Number(found.wrapped_under);
    return unwrapKey(this.master(masterVersion), { ring, version, masterVersion }, found.wrap);
  }

  async shred(ring: string): Promise<void> {
    this.rings().write((database) => {
      database.prepare('DELETE FROM wraps WHERE ring = ?').run(ring);
      database
        .prepare(
          `INSERT INTO rings (ring, revision, shredded) VALUES (?, 1, 1)
           ON CONFLICT (ring) DO UPDATE SET revision = revision + 1, shredded = 1 WHERE shredded = 0`,
        )
        .run(ring);
    });
  }

  async close(): Promise<void> {
    this.database?.close();
    this.database = null;
    this.masters = new Map();
  }

  private get databasePath(): string {
    return join(this.dir, 'keyring.db');
  }

  private get masterPath(): string {
    return join(this.dir, 'master.key');
  }

  private async openWhatIsThere(): Promise<void> {
    if (!presentAndPrivate(this.dir, 'folder')) return;
    const master = presentAndPrivate(this.masterPath, 'file');
    const database = presentAndPrivate(this.databasePath, 'file');
    if (master && !database) {
      throw new StartError('KEYRING_DIR: keyring.db is missing beside master.key: restore it from its backup.');
    }
    if (!database) return;
    this.database = new RingDatabase(this.databasePath);
    try {
      if (master) this.masters = await readMasterFile(this.masterPath, this.passphrase);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private rings(): RingDatabase {
    if (!this.database) throw new PartUnavailable('keyring', new Error('there is no keyring, or it was closed'));
    return this.database;
  }

  private master(version: number): KeyObject {
    const key = this.masters.get(version);
    if (!key) throw new PartUnavailable('keyring', new Error('there is no such version of the master key'));
    return key;
  }

  private wrapsOf(ring: string): RingWraps | null {
    return this.rings().read((database) => {
      const row = rowOf(database, ring);
      if (!row || row.shredded) return null;
      const versions = database
        .prepare('SELECT version, wrapped_under AS wrappedUnder FROM wraps WHERE ring = ? ORDER BY version')
        .all(ring)
        .map(({ version, wrappedUnder }) => ({ version: Number(version), wrappedUnder: Number(wrappedUnder) }));
      return { versions, revision: row.revision };
    });
  }

  private newestMaster(): { readonly version: number; readonly key: KeyObject } {
    const version = Math.max(0, ...this.masters.keys());
    return { version, key: this.master(version) };
  }
}

function insertWrap(database: DatabaseSync, context: WrapContext, master: KeyObject): void {
  const raw = newKeyBytes();
  try {
    database
      .prepare('INSERT INTO wraps (ring, version, wrapped_under, wrap) VALUES (?, ?, ?, ?)')
      .run(context.ring, context.version, context.masterVersion, wrapKey(master, context, raw));
  } finally {
    raw.fill(0);
  }
}

function rowOf(database: DatabaseSync, ring: string): RingRow | null {
  const row = database.prepare('SELECT revision, shredded FROM rings WHERE ring = ?').get(ring);
  return row ? { revision: Number(row.revision), shredded: Number(row.shredded) } : null;
}
