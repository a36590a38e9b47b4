import { type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { OutcomeUnknown, ownCommand, PartUnavailable, StartError, unfinished, writeDurably } from '#kernel';
import { CannotOpen, newKeyBytes, secretKeyOf } from '#keys';
import {
  fileOf,
  keysOf,
  type MasterKeys,
  type NewestMaster,
  type Protection,
  parseMasterFile,
} from './master-file-format.js';
import { type PassphraseCosts, passphraseKey, SALT_BYTES } from './passphrase.js';

/**
 * `master.key` and the keys in it. Each change writes a whole new file beside it and renames that over the old one, in
 * one turn of the event loop. A crash leaves the old file or the new one. Two changes at the same time lose nothing.
 *
 * Keys are kept as KeyObjects alone. Buffers with plain keys are zero-filled, and no key passes a string.
 */
export class MasterFile {
  private constructor(
    private readonly path: string,
    private readonly protection: Protection | null,
    /** The passphrase's key. It is kept, because a wait for Argon2id at each change would let another change in between. */
    private readonly guard: KeyObject | null,
    private opened: MasterKeys,
  ) {}

  /** Makes version 1 and the file. */
  static async create(path: string, passphrase: string | null, costs: PassphraseCosts): Promise<MasterFile> {
    const keys = new Map([[1, secretKeyOf(newKeyBytes())]]);
    const file = await MasterFile.guarded(path, passphrase, costs, keys);
    file.write(file.opened);
    return file;
  }

  /** The keys under a passphrase, or under none, with a new salt and these costs. Writes nothing. */
  private static async guarded(path: string, passphrase: string | null, costs: PassphraseCosts, keys: MasterKeys) {
    const salt = randomBytes(SALT_BYTES);
    const guard = passphrase === null ? null : await passphraseKey(passphrase, salt, costs);
    const protection = guard && { algorithm: 'argon2id' as const, ...costs, salt: salt.toString('base64') };
    return new MasterFile(path, protection, guard, keys);
  }

  /**
   * Removes what a write left that a crash interrupted: it may hold the keys in plain, while the file is under a passphrase.
   */
  static removeUnfinished(path: string): void {
    rmSync(unfinished(path), { force: true });
  }

  /** Reads the keys. StartError, with one line, if the passphrase is missing, wrong, or given for a file without one. */
  static async read(path: string, passphrase: string | null): Promise<MasterFile> {
    const content = parseMasterFile(readFileSync(path));
    const guard = await guardOf(content.protection, passphrase);
    try {
      return new MasterFile(path, content.protection, guard, keysOf(content, guard));
    } catch (error) {
      if (error instanceof CannotOpen) throw new StartError('KEYRING_PASSPHRASE does not open this keyring.');
      throw error;
    }
  }

  /**
   * Writes the same keys under another passphrase, or under none (null). The result takes the place of this one. Before the
   * file is replaced, its new contents are opened by the passphrase. Errors of the file system are thrown as they are: the
   * file is then the old one or the new one.
   */
  async under(passphrase: string | null, costs: PassphraseCosts): Promise<MasterFile> {
    const changed = await MasterFile.guarded(this.path, passphrase, costs, this.opened);
    const written = parseMasterFile(fileOf(changed.protection, changed.guard, this.opened));
    const kept = keysOf(written, await guardOf(written.protection, passphrase));
    const isSame = [...this.opened].every(([version, key]) => kept.get(version)?.equals(key));
    if (!isSame || kept.size !== this.opened.size) throw new CannotOpen();
    changed.write(this.opened);
    return changed;
  }

  get keys(): MasterKeys {
    return this.opened;
  }

  get newest(): NewestMaster {
    const version = Math.max(...this.opened.keys());
    const key = this.opened.get(version);
    if (!key) throw new PartUnavailable('keyring', new Error('there is no master key'));
    return { version, key };
  }

  /** Adds a new random key as `version`. PartUnavailable or OutcomeUnknown if the file could not be written. */
  add(version: number): void {
    this.replace(new Map([...this.opened, [version, secretKeyOf(newKeyBytes())]]));
  }

  /** Writes the file without `version` and every older one. Errors: those of {@link add}. */
  destroyUpTo(version: number): void {
    this.replace(new Map([...this.opened].filter(([held]) => held > version)));
  }

  /** Reads the keys from the file again. CannotOpen if it is damaged; PartUnavailable if it cannot be read. */
  readBack(): MasterKeys {
    const file = this.bytes();
    try {
      return keysOf(parseMasterFile(file), this.guard);
    } catch {
      throw new CannotOpen();
    }
  }

  private replace(keys: MasterKeys): void {
    const before = this.bytes();
    try {
      this.write(keys);
    } catch (error) {
      const now = this.bytes();
      // If the file was renamed but its folder not synced, a restart may find either file. The new key is not used here.
      throw now.equals(before) ? new PartUnavailable('keyring', error) : new OutcomeUnknown(error);
    } finally {
      before.fill(0);
    }
    this.opened = keys;
  }

  private write(keys: MasterKeys): void {
    const file = fileOf(this.protection, this.guard, keys);
    try {
      writeDurably(this.path, file);
    } finally {
      file.fill(0);
    }
  }

  private bytes(): Buffer {
    try {
      return readFileSync(this.path);
    } catch (error) {
      throw new PartUnavailable('keyring', error);
    }
  }
}

async function guardOf(protection: Protection | null, passphrase: string | null): Promise<KeyObject | null> {
  if (!protection) {
    if (passphrase === null) return null;
    throw new StartError(
      `KEYRING_PASSPHRASE is set, but this keyring has no passphrase: unset it (${ownCommand('keyring passphrase')} adds one).`,
    );
  }
  if (passphrase === null) throw new StartError('KEYRING_PASSPHRASE is missing: this keyring has a passphrase.');
  return passphraseKey(passphrase, Buffer.from(protection.salt, 'base64'), protection);
}
