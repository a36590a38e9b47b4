import { type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OutcomeUnknown, PartUnavailable, StartError, writeDurably } from '#kernel';
import { CannotOpen, newKeyBytes } from '#keys';
import {
  keysOf,
  type MasterFileContent,
  type MasterKeys,
  type NewestMaster,
  parseMasterFile,
  storedKey,
} from './master-file-format.js';
import { DEFAULT_COSTS, passphraseKey, SALT_BYTES } from './passphrase.js';

/**
 * `master.key` and the keys in it. Each change writes a whole new file beside it and renames that over the old one, in
 * one turn of the event loop. A crash leaves the old file or the new one. Two changes at the same time lose nothing.
 */
export class MasterFile {
  private constructor(
    private readonly path: string,
    /** The passphrase's key. It is kept, because a wait for Argon2id at each change would let another change in between. */
    private readonly guard: KeyObject | null,
    private content: MasterFileContent,
    private opened: MasterKeys,
  ) {}

  /** Makes version 1 and the file. */
  static async create(path: string, passphrase: string | null): Promise<MasterFile> {
    const salt = randomBytes(SALT_BYTES);
    const guard = passphrase === null ? null : await passphraseKey(passphrase, salt, DEFAULT_COSTS);
    const content: MasterFileContent = {
      format: 1,
      protection: guard && { algorithm: 'argon2id', ...DEFAULT_COSTS, salt: salt.toString('base64') },
      keys: [newStoredKey(guard, 1)],
    };
    writeDurably(path, textOf(content));
    return new MasterFile(path, guard, content, keysOf(content, guard));
  }

  /** Reads the keys. StartError, with one line, if the passphrase is missing, wrong, or given for a file without one. */
  static async read(path: string, passphrase: string | null): Promise<MasterFile> {
    const content = parseMasterFile(readFileSync(path, 'utf8'));
    const guard = await guardOf(content, passphrase);
    try {
      return new MasterFile(path, guard, content, keysOf(content, guard));
    } catch (error) {
      if (error instanceof CannotOpen) throw new StartError('KEYRING_PASSPHRASE does not open this keyring.');
      throw error;
    }
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
    this.replace([...this.content.keys, newStoredKey(this.guard, version)]);
  }

  /** Writes the file without `version` and every older one. Errors: those of {@link add}. */
  destroyUpTo(version: number): void {
    this.replace(this.content.keys.filter((key) => key.version > version));
  }

  /** Reads the keys from the file again. CannotOpen if it is damaged; PartUnavailable if it cannot be read. */
  readBack(): MasterKeys {
    const text = this.text();
    try {
      return keysOf(parseMasterFile(text), this.guard);
    } catch {
      throw new CannotOpen();
    }
  }

  private replace(keys: MasterFileContent['keys']): void {
    const content = { ...this.content, keys };
    const before = this.text();
    try {
      writeDurably(this.path, textOf(content));
    } catch (error) {
      // If the file was renamed but its folder not synced, a restart may find either file. The new key is not used here.
      throw this.text() === before ? new PartUnavailable('keyring', error) : new OutcomeUnknown(error);
    }
    this.content = content;
    this.opened = keysOf(content, this.guard);
  }

  private text(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      throw new PartUnavailable('keyring', error);
    }
  }
}

function newStoredKey(guard: KeyObject | null, version: number) {
  const raw = newKeyBytes();
  try {
    return storedKey(guard, version, raw);
  } finally {
    raw.fill(0);
  }
}

async function guardOf({ protection }: MasterFileContent, passphrase: string | null): Promise<KeyObject | null> {
  if (!protection) {
    if (passphrase === null) return null;
    throw new StartError('KEYRING_PASSPHRASE is set, but this keyring was made without a passphrase: unset it.');
  }
  if (passphrase === null)
    throw new StartError('KEYRING_PASSPHRASE is missing: this keyring was made with a passphrase.');
  return passphraseKey(passphrase, Buffer.from(protection.salt, 'base64'), protection);
}

function textOf(content: MasterFileContent): string {
  return `${JSON.stringify(content)}\n`;
}
