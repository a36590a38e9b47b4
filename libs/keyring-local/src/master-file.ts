import { type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError, writeDurably } from '#kernel';
import { CannotOpen, newKeyBytes, secretKeyOf, unwrapKey, wrapKey } from '#keys';

import { DEFAULT_COSTS, type PassphraseCosts, passphraseKey, SALT_BYTES } from './passphrase.js';

/** A master key by version: base64 of its 32 bytes, or of its wrap under the passphrase's key. */
interface StoredKey {
  readonly version: number;
  readonly key: string;
}

interface Protection extends PassphraseCosts {
  readonly algorithm: 'argon2id';
  /** base64 of 16 random bytes. */
  readonly salt: string;
}

/** `master.key`: JSON, 0600. */
interface MasterFile {
  readonly format: 1;
  /** Null: the keys stand there as they are, guarded by the file's mode alone. */
  readonly protection: Protection | null;
  readonly keys: readonly StoredKey[];
}

/** Master keys by version. */
export type MasterKeys = ReadonlyMap<number, KeyObject>;

const DAMAGED = 'KEYRING_DIR: master.key is damaged: restore it from its backup.';

/** What a master key is wrapped for when a passphrase protects it. */
function wrapContext(version: number) {
  return { ring: 'master', version, masterVersion: 0 };
}

/** Makes version 1, and the file with it. */
export async function createMasterFile(path: string, passphrase: string | null): Promise<MasterKeys> {
  const salt = randomBytes(SALT_BYTES);
  const guard = passphrase === null ? null : await passphraseKey(passphrase, salt, DEFAULT_COSTS);
  const raw = newKeyBytes();
  const stored = guard ? wrapKey(guard, wrapContext(1), raw) : raw;
  const file: MasterFile = {
    format: 1,
    protection: guard && { algorithm: 'argon2id', ...DEFAULT_COSTS, salt: salt.toString('base64') },
    keys: [{ version: 1, key: stored.toString('base64') }],
  };
  const key = secretKeyOf(raw);
  writeDurably(path, `${JSON.stringify(file)}\n`);
  return new Map([[1, key]]);
}

/** Reads the keys back; StartError with one line where the passphrase is missing, wrong or not asked for. */
export async function readMasterFile(path: string, passphrase: string | null): Promise<MasterKeys> {
  const file = parse(readFileSync(path, 'utf8'));
  if (!file.protection) {
    if (passphrase !== null) {
      throw new StartError('KEYRING_PASSPHRASE is set, and this keyring was made without one: unset it.');
    }
    return new Map(file.keys.map(({ version, key }) => [version, plainKey(key)]));
  }
  if (passphrase === null) throw new StartError('KEYRING_PASSPHRASE is missing: this keyring was made with one.');
  const guard = await passphraseKey(passphrase, Buffer.from(file.protection.salt, 'base64'), file.protection);
  try {
    const opened = file.keys.map(
      ({ version, key }) => [version, unwrapKey(guard, wrapContext(version), Buffer.from(key, 'base64'))] as const,
    );
    return new Map(opened);
  } catch (error) {
    if (error instanceof CannotOpen) throw new StartError('KEYRING_PASSPHRASE does not open this keyring.');
    throw error;
  }
}

function plainKey(text: string): KeyObject {
  try {
    return secretKeyOf(Buffer.from(text, 'base64'));
  } catch {
    throw new StartError(DAMAGED);
  }
}

function parse(text: string): MasterFile {
  try {
    const file: MasterFile = JSON.parse(text);
    const sound = file.format === 1 && file.keys.length > 0 && file.keys.every(isStoredKey);
    if (sound && (file.protection === null || isProtection(file.protection))) return file;
  } catch {
    // Not JSON, or not of this shape: the same to whoever has to mend it.
  }
  throw new StartError(DAMAGED);
}

function isStoredKey(entry: StoredKey): boolean {
  return Number.isInteger(entry.version) && entry.version > 0 && typeof entry.key === 'string';
}

function isProtection(protection: Protection): boolean {
  const { algorithm, memory_kib, iterations, parallelism, salt } = protection;
  return (
    algorithm === 'argon2id' &&
    typeof salt === 'string' &&
    [memory_kib, iterations, parallelism].every(Number.isInteger)
  );
}
