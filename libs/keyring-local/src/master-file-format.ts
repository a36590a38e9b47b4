import type { KeyObject } from 'node:crypto';
import { StartError } from '#kernel';
import { secretKeyOf, unwrapKey, wrapKey } from '#keys';
import type { PassphraseCosts } from './passphrase.js';

interface StoredKey {
  readonly version: number;
  /** base64 of the 32 bytes of the master key, or of its wrap under the passphrase's key. */
  readonly key: string;
}

interface Protection extends PassphraseCosts {
  readonly algorithm: 'argon2id';
  /** base64 of 16 random bytes. */
  readonly salt: string;
}

/** The content of `master.key`, as JSON. The file's mode is 0600. */
export interface MasterFileContent {
  readonly format: 1;
  /** Null: the keys are not wrapped, and only the file's mode protects them. */
  readonly protection: Protection | null;
  readonly keys: readonly StoredKey[];
}

/** Master keys by version. */
export type MasterKeys = ReadonlyMap<number, KeyObject>;

/** The master key that new wraps are made under. */
export interface NewestMaster {
  readonly version: number;
  readonly key: KeyObject;
}

/** The context of a master key's wrap under a passphrase. */
function wrapContext(version: number) {
  return { ring: 'master', version, masterVersion: 0 };
}

/** The file's entry for a key. `guard`: the passphrase's key; null: there is none. `raw` is not changed. */
export function storedKey(guard: KeyObject | null, version: number, raw: Buffer): StoredKey {
  const stored = guard ? wrapKey(guard, wrapContext(version), raw) : raw;
  return { version, key: stored.toString('base64') };
}

/** The keys in the file. CannotOpen if the guard does not open one; StartError if a key without a guard is damaged. */
export function keysOf(content: MasterFileContent, guard: KeyObject | null): MasterKeys {
  const opened = content.keys.map(({ version, key }) => {
    const bytes = Buffer.from(key, 'base64');
    return [version, guard ? unwrapKey(guard, wrapContext(version), bytes) : plainKey(bytes)] as const;
  });
  return new Map(opened);
}

/** StartError, with one line and without any content, if the text is not a `master.key`. */
export function parseMasterFile(text: string): MasterFileContent {
  try {
    const content: MasterFileContent = JSON.parse(text);
    const sound = content.format === 1 && content.keys.length > 0 && content.keys.every(isStoredKey);
    if (sound && (content.protection === null || isProtection(content.protection))) return content;
  } catch {
    // Not JSON, or not of this shape: both are reported as damaged.
  }
  throw damaged();
}

function plainKey(bytes: Buffer): KeyObject {
  try {
    return secretKeyOf(bytes);
  } catch {
    throw damaged();
  }
}

function damaged(): StartError {
  return new StartError('KEYRING_DIR: master.key is damaged: restore it from its backup.');
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
