import type { KeyObject } from 'node:crypto';
import { StartError } from '#kernel';
import { secretKeyOf, unwrapKey, wrapKey } from '#keys';
import type { PassphraseCosts } from './passphrase.js';

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
export interface MasterFileContent {
  readonly format: 1;
  /** Null: the keys stand there as they are, guarded by the file's mode alone. */
  readonly protection: Protection | null;
  readonly keys: readonly StoredKey[];
}

/** Master keys by version. */
export type MasterKeys = ReadonlyMap<number, KeyObject>;

/** What new wraps are made under. */
export interface NewestMaster {
  readonly version: number;
  readonly key: KeyObject;
}

/** What a master key is wrapped for when a passphrase protects it. */
function wrapContext(version: number) {
  return { ring: 'master', version, masterVersion: 0 };
}

/** The file's entry for a key; `guard` is the passphrase's key. `raw` is left as it is. */
export function storedKey(guard: KeyObject | null, version: number, raw: Buffer): StoredKey {
  const stored = guard ? wrapKey(guard, wrapContext(version), raw) : raw;
  return { version, key: stored.toString('base64') };
}

/** CannotOpen where a guard does not open a key; StartError where a key that has none is not one. */
export function keysOf(content: MasterFileContent, guard: KeyObject | null): MasterKeys {
  const opened = content.keys.map(({ version, key }) => {
    const bytes = Buffer.from(key, 'base64');
    return [version, guard ? unwrapKey(guard, wrapContext(version), bytes) : plainKey(bytes)] as const;
  });
  return new Map(opened);
}

/** StartError, with one line and none of its content, where the text is no master.key. */
export function parseMasterFile(text: string): MasterFileContent {
  try {
    const content: MasterFileContent = JSON.parse(text);
    const sound = content.format === 1 && content.keys.length > 0 && content.keys.every(isStoredKey);
    if (sound && (content.protection === null || isProtection(content.protection))) return content;
  } catch {
    // Not JSON, or not of this shape: the same to whoever has to mend it.
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
