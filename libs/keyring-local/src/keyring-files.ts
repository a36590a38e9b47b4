import { join } from 'node:path';
import { PartUnavailable, StartError } from '#kernel';
import { MasterFile } from './master-file.js';
import { makePrivateFolder, presentAndPrivate } from './private-folder.js';
import { RingDatabase } from './ring-database.js';

/** The two files of a keyring, `master.key` and `keyring.db`, in one private folder. */
export class KeyringFiles {
  private database: RingDatabase | null = null;
  private file: MasterFile | null = null;

  private constructor(
    private readonly dir: string,
    private readonly passphrase: string | null,
  ) {}

  /** Opens the files that exist, and makes none. StartError: see {@link LocalKeyring.open}. */
  static async open(dir: string, passphrase: string | null): Promise<KeyringFiles> {
    const files = new KeyringFiles(dir, passphrase);
    await files.openWhatIsThere();
    return files;
  }

  /** Makes the files that are missing. StartError if there are rings but no master key. */
  async create(): Promise<'created' | 'exists'> {
    if (this.file) return 'exists';
    makePrivateFolder(this.dir);
    // The database comes first: its lock keeps a second process from making a second master.
    this.database ??= new RingDatabase(this.databasePath);
    const known = this.database.read((database) => database.prepare('SELECT 1 FROM rings LIMIT 1').get());
    if (known) throw new StartError('KEYRING_DIR: master.key is missing beside its rings: restore it from its backup.');
    const found = presentAndPrivate(this.masterPath, 'file');
    const make = found ? MasterFile.read : MasterFile.create;
    this.file = await make(this.masterPath, this.passphrase);
    return found ? 'exists' : 'created';
  }

  get hasMaster(): boolean {
    return this.file !== null;
  }

  /** PartUnavailable if there is no keyring yet, or it was closed. */
  rings(): RingDatabase {
    if (!this.database) throw new PartUnavailable('keyring', new Error('there is no keyring, or it was closed'));
    return this.database;
  }

  /** PartUnavailable if there is no master key yet, or it was closed. */
  master(): MasterFile {
    if (!this.file) throw new PartUnavailable('keyring', new Error('there is no master key'));
    return this.file;
  }

  close(): void {
    this.database?.close();
    this.database = null;
    this.file = null;
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
      if (master) this.file = await MasterFile.read(this.masterPath, this.passphrase);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
