import { argon2id } from 'hash-wasm';
import { ServerDistrusted } from '../errors.js';
import { type Bytes, fromBase64, toBase64Url, utf8 } from './bytes.js';
import { type Kdf, requireAcceptable } from './kdf-bounds.js';

export type SecretKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const KEY_BYTES = 32;
export const SALT_BYTES = 16;
const AES = { name: 'AES-GCM', length: 256 } as const;

/** The two keys that are derived from a password. */
export interface PasswordKeys {
  /** Sent to the server instead of a password: base64url of 32 bytes. */
  readonly loginSecret: string;
  /** Wraps the user key. Not extractable. */
  readonly encryptionKey: SecretKey;
}

/**
 * Derives both keys of a password (NFC). `salt`: base64 of 16 bytes. Errors: ServerDistrusted before anything is derived.
 *
 * The password's bytes and the derived bytes are overwritten as soon as the keys exist. The password and the login secret
 * are strings, which JavaScript cannot overwrite, and neither can it the memory that hash-wasm worked in.
 */
export async function passwordKeys(password: string, salt: string, kdf: Kdf): Promise<PasswordKeys> {
  requireAcceptable(kdf);
  const saltBytes = fromBase64(salt);
  if (saltBytes?.length !== SALT_BYTES) throw new ServerDistrusted('malformed_answer', 'encryption_salt');
  const master = await consumedBy((bytes) => stretched(bytes, saltBytes, kdf), utf8(password.normalize('NFC')));
  const [loginSecret, encryptionKey] = await Promise.all([
    hkdfBytes(master, 'coffer/login/v1').then((bytes) => consumedBy(async () => toBase64Url(bytes), bytes)),
    hkdfKey(master, 'coffer/encryption/v1'),
  ]);
  return { loginSecret, encryptionKey };
}

/** 32 derived bytes as a key for HKDF only. `kdf` must be checked already. */
export async function stretched(password: Bytes, salt: Bytes, kdf: Kdf): Promise<SecretKey> {
  const bytes = kdf.algorithm === 'argon2id' ? await argon2(password, salt, kdf) : await pbkdf2(password, salt, kdf);
  return consumedBy(hkdfSource, bytes);
}

/** The 32 derived bytes, for tests that compare them. */
export async function argon2(password: Bytes, salt: Bytes, kdf: Kdf): Promise<Bytes> {
  const costs = {
    memorySize: kdf.memory_kib ?? 0,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism ?? 1,
  };
  const hash = await argon2id({ password, salt, ...costs, hashLength: KEY_BYTES, outputType: 'binary' });
  // A copy, since the library's type may be a view of shared memory. What it returned is overwritten.
  const bytes = new Uint8Array(hash);
  hash.fill(0);
  return bytes;
}

export async function pbkdf2(password: Bytes, salt: Bytes, { iterations }: Pick<Kdf, 'iterations'>): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    key,
    KEY_BYTES * 8,
  );
  return new Uint8Array(bits);
}

/** Imports key material for HKDF only. */
export function hkdfSource(bytes: Bytes): Promise<SecretKey> {
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

const hkdf = (info: string, salt: Bytes) => ({ name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) });

/** 32 bytes by HKDF-SHA-256 (RFC 5869) without a salt: the source is as long as the hash and uniform. */
export async function hkdfBytes(source: SecretKey, info: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf(info, new Uint8Array()), source, KEY_BYTES * 8));
}

/** Derives an AES-256-GCM key by HKDF-SHA-256. Not extractable. */
export function hkdfKey(source: SecretKey, info: string): Promise<SecretKey> {
  return crypto.subtle.deriveKey(hkdf(info, new Uint8Array()), source, AES, false, ['encrypt', 'decrypt']);
}

/** Imports 32 bytes as an AES-256-GCM key. Not extractable. */
export function sealingKey(bytes: Bytes): Promise<SecretKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Returns the result of `use(bytes)` and overwrites the bytes. */
export async function consumedBy<T>(use: (bytes: Bytes) => Promise<T>, bytes: Bytes): Promise<T> {
  try {
    return await use(bytes);
  } finally {
    bytes.fill(0);
  }
}
