import type { KeyObject } from 'node:crypto';
import { StartError } from '#kernel';
import { secretKeyOf, unwrapKey, wrapKey } from '#keys';
import { decodeBase64, encodeBase64 } from './base64-bytes.js';
import type { PassphraseCosts } from './passphrase.js';

/** The newest format of the file. */
const FORMAT = 1;
const KEY_FIELD = '"key"';
const QUOTE = 0x22;

export interface Protection extends PassphraseCosts {
  readonly algorithm: 'argon2id';
  /** base64 of 16 random bytes. */
  readonly salt: string;
}

/** What `master.key` holds. The file is JSON with mode 0600; each `key` in it is the base64 of `bytes`. */
export interface MasterFileContent {
  /** Null: the keys are not wrapped, and only the file's mode protects them. */
  readonly protection: Protection | null;
  /** `bytes`: the 32 bytes of a master key, or of its wrap under the passphrase's key. */
  readonly keys: readonly { readonly version: number; readonly bytes: Buffer }[];
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

/**
 * The keys in the file. Their plain bytes are zero-filled. CannotOpen if the guard does not open one; StartError if a key
 * without a guard is damaged.
 */
export function keysOf(content: MasterFileContent, guard: KeyObject | null): MasterKeys {
  const opened = content.keys.map(({ version, bytes }) => {
    return [version, guard ? unwrapKey(guard, wrapContext(version), bytes) : plainKey(bytes)] as const;
  });
  return new Map(opened);
}

/** The bytes of the file. The caller zero-fills them. `guard`: the passphrase's key; null: there is none. */
export function fileOf(protection: Protection | null, guard: KeyObject | null, keys: MasterKeys): Buffer {
  const parts = [...keys].flatMap(([version, key], index) => [
    Buffer.from(`${index > 0 ? ',' : ''}{"version":${version},"key":"`),
    storedKey(guard, version, key),
    Buffer.from('"}'),
  ]);
  const head = Buffer.from(`{"format":${FORMAT},"protection":${JSON.stringify(protection)},"keys":[`);
  const bytes = Buffer.concat([head, ...parts, Buffer.from(']}\n')]);
  for (const part of parts) part.fill(0);
  return bytes;
}

/**
 * Reads the file. `file` is zero-filled where it held keys. No key passes a JavaScript string, which cannot be zero-filled.
 * StartError, with one line and without any content, if it is not a `master.key`, or one of a newer Coffer.
 */
export function parseMasterFile(file: Buffer): MasterFileContent {
  const texts = takeKeys(file);
  try {
    const content = JSON.parse(file.toString('utf8'));
    if (Number.isInteger(content.format) && content.format > FORMAT) throw newer(content.format);
    const versions: unknown[] = content.keys.map(({ version }: { version: unknown }) => version);
    const bytes = texts.map(decodeBase64);
    const sound = content.format === FORMAT && versions.length > 0 && versions.length === bytes.length;
    const protects = content.protection === null || isProtection(content.protection);
    if (sound && protects && versions.every(isVersion) && bytes.every((one) => one !== null)) {
      return {
        protection: content.protection,
        keys: versions.map((version, at) => ({ version, bytes: bytes[at] as Buffer })),
      };
    }
  } catch (error) {
    // Anything else: not JSON, or not of this shape. Both are reported as damaged.
    if (error instanceof StartError) throw error;
  } finally {
    for (const text of texts) text.fill(0);
  }
  throw damaged();
}

/** Copies the text of each `key` in the JSON, and writes spaces over it there. */
function takeKeys(file: Buffer): Buffer[] {
  const texts: Buffer[] = [];
  for (let field = file.indexOf(KEY_FIELD); field >= 0; field = file.indexOf(KEY_FIELD, field + 1)) {
    const from = file.indexOf(QUOTE, field + KEY_FIELD.length) + 1;
    const to = from > 0 ? file.indexOf(QUOTE, from) : -1;
    if (to < 0) break;
    texts.push(Buffer.from(file.subarray(from, to)));
    file.fill(' ', from, to);
  }
  return texts;
}

function storedKey(guard: KeyObject | null, version: number, key: KeyObject): Buffer {
  const raw = key.export();
  try {
    return encodeBase64(guard ? wrapKey(guard, wrapContext(version), raw) : raw);
  } finally {
    raw.fill(0);
  }
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

function newer(format: number): StartError {
  return new StartError(
    `KEYRING_DIR: master.key was written by a newer Coffer (format ${format}; this build knows ${FORMAT}): start the newer build.`,
  );
}

function isVersion(version: unknown): version is number {
  return Number.isInteger(version) && Number(version) > 0;
}

function isProtection(protection: Protection): boolean {
  const { algorithm, memory_kib, iterations, parallelism, salt } = protection;
  return (
    algorithm === 'argon2id' &&
    typeof salt === 'string' &&
    [memory_kib, iterations, parallelism].every(Number.isInteger)
  );
}
