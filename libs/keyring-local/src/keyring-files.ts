import { join } from 'node:path';
import { type Clock, makePrivateFolder, PartUnavailable, presentAndPrivate, StartError } from '#kernel';
import { MasterFile } from './master-file.js';
import { DEFAULT_COSTS, type PassphraseCosts } from './passphrase.js';
import { RingDatabase } from './rings/ring-database.js';
import { Rings } from './rings/rings.js';

/** The two files of a keyring, `master.key` and `keyring.db`, in one private folder. */
export class KeyringFiles {
  private opened: Rings | null = null;
  private file: MasterFile | null = null;
  private creating: Promise<'created' | 'exists'> | null = null;

  private constructor(
    private readonly dir: string,
    private readonly passphrase: string | null,
    private readonly clock: Clock,
    private readonly costs: PassphraseCosts,
  ) {}

  /** Opens the files that exist, and makes none. StartError: see {@link LocalKeyring.open}. */
  static async open(
    dir: string,
    passphrase: string | null,
    clock: Clock,
    costs: PassphraseCosts = DEFAULT_COSTS,
  ): Promise<KeyringFiles> {
    const files = new KeyringFiles(dir, passphrase, clock, costs);
    await files.openWhatIsThere();
    return files;
  }

  /** Makes the files that are missing. StartError if there are rings but no master key. */
  create(): Promise<'created' | 'exists'> {
    if (this.file) return Promise.resolve('exists');
    this.creating ??= this.make().finally(() => {
      this.creating = null;
    });
    return this.creating;
  }

  get hasMaster(): boolean {
    return this.file !== null;
  }

  /** PartUnavailable if there is no keyring yet, or it was closed. */
  rings(): Rings {
    if (!this.opened) throw new PartUnavailable('keyring', new Error('there is no keyring, or it was closed'));
    return this.opened;
  }

  /** PartUnavailable if there is no master key yet, or it was closed. */
  master(): MasterFile {
    if (!this.file) throw new PartUnavailable('keyring', new Error('there is no master key'));
    return this.file;
  }

  /** Null: none. Errors: see {@link MasterFile.under}, and PartUnavailable if there is no master key. */
  async changePassphrase(passphrase: string | null): Promise<void> {
    this.file = await this.master().under(passphrase, this.costs);
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = null;
    this.file = null;
    await opened?.database.close();
  }

  private get databasePath(): string {
    return join(this.dir, 'keyring.db');
  }

  private get masterPath(): string {
    return join(this.dir, 'master.key');
  }

  private async make(): Promise<'created' | 'exists'> {
    makePrivateFolder(this.dir);
    // The database comes first: its lock keeps a second process from making a second master.
    const { database } = await this.openRings();
    const known = await database.read('SELECT 1 FROM rings LIMIT 1');
    if (known.length > 0) {
      throw new StartError('KEYRING_DIR: master.key is missing beside its rings: restore it from its backup.');
    }
    const found = presentAndPrivate('KEYRING_DIR', this.masterPath, 'file');
    this.file = found
      ? await MasterFile.read(this.masterPath, this.passphrase)
      : await MasterFile.create(this.masterPath, this.passphrase, this.costs);
    return found ? 'exists' : 'created';
  }

  private async openRings(): Promise<Rings> {
    this.opened ??= new Rings(await RingDatabase.open({ path: this.databasePath, clock: this.clock }));
    return this.opened;
  }

  private async openWhatIsThere(): Promise<void> {
    if (!presentAndPrivate('KEYRING_DIR', this.dir, 'folder')) return;
    const master = presentAndPrivate('KEYRING_DIR', this.masterPath, 'file');
    const database = presentAndPrivate('KEYRING_DIR', this.databasePath, 'file');
    if (master && !database) {
      throw new StartError('KEYRING_DIR: keyring.db is missing beside master.key: restore it from its backup.');
    }
    if (!database) return;
    await this.openRings();
    try {
      MasterFile.removeUnfinished(this.masterPath);
      if (master) this.file = await MasterFile.read(this.masterPath, this.passphrase);
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}
