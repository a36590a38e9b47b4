import { createDecipheriv, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromUtf8 } from './bytes.js';
import { openEntry } from './entry-sealing.js';
import type { Kdf } from './kdf-bounds.js';
import { passwordKeys, sealingKey } from './password-keys.js';
import { unwrap } from './sealing.js';
import { UserKey } from './user-key.js';

interface Vectors {
  readonly username: string;
  readonly user_id: string;
  readonly password: string;
  readonly encryption_salt: string;
  readonly user_key: string;
  readonly derivations: readonly {
    readonly kdf: Kdf;
    readonly login_secret: string;
    readonly encryption_key: string;
    readonly protected_user_key: string;
  }[];
  readonly generations: readonly {
    readonly generation: number;
    readonly wrapped_key: string | null;
    readonly vault_key: string;
  }[];
  readonly entry_id: string;
  readonly entries: readonly {
    readonly generation: number;
    readonly revision: number;
    readonly name: string | null;
    readonly meta: string | null;
    readonly plaintext: string;
    readonly authenticated_data: string;
    readonly ciphertext: string;
    readonly iv: string;
    readonly tag: string;
  }[];
}

const VECTORS = JSON.parse(readFileSync(new URL('../../vectors.json', import.meta.url), 'utf8')) as Vectors;
const { username, user_id: userId, password, encryption_salt: salt } = VECTORS;
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** vectors.json was made with node:crypto and the native Argon2, without any code of this library. */
describe('the test vectors for clients in other languages', () => {
  it.each(VECTORS.derivations)('derive the user key from the password with $kdf', async (vector) => {
    const keys = await passwordKeys(password, salt, vector.kdf);
    expect(keys.loginSecret).toBe(vector.login_secret);
    expect(keys.encryptionKey.extractable).toBe(false);
    const fields = ['coffer/user-key/v1', username];
    const opened = await unwrap(keys.encryptionKey, vector.protected_user_key, fields, 'protected_user_key');
    expect(Buffer.from(opened).toString('hex')).toBe(VECTORS.user_key);
    const other = await passwordKeys(password.normalize('NFC'), salt, vector.kdf);
    expect(other.loginSecret).toBe(vector.login_secret);
  });

  it('derive each generation and its entries from the user key', async () => {
    const [first] = VECTORS.derivations;
    if (first === undefined) throw new Error('no vectors');
    const { protected_user_key: wrapped, kdf } = first;
    const { encryptionKey } = await passwordKeys(password, salt, kdf);
    const userKey = await UserKey.open(encryptionKey, username, wrapped);
    for (const entry of VECTORS.entries) {
      const generation = VECTORS.generations.find((one) => one.generation === entry.generation);
      const key = await userKey.vaultKey(userId, entry.generation, generation?.wrapped_key ?? null);
      expect(key.extractable).toBe(false);
      const identity = { userId, entryId: VECTORS.entry_id, generation: entry.generation, revision: entry.revision };
      const opened = await openEntry(key, identity, entry);
      expect(opened && fromUtf8(opened)).toBe(entry.plaintext);
      for (const wrong of [{ revision: 9 }, { generation: 9 }, { userId: 'x' }, { entryId: 'x' }]) {
        expect(await openEntry(key, { ...identity, ...wrong }, entry)).toBeNull();
      }
      for (const wrong of [{ name: 'other' }, { meta: 'AAAA' }, { name: entry.name === null ? '' : null }]) {
        expect(await openEntry(key, identity, { ...entry, ...wrong })).toBeNull();
      }
    }
  });

  it("are right by Node's own cryptography too", () => {
    const vaultKey = hkdfSync('sha256', bytes(VECTORS.user_key), '', 'coffer/vault/1', 32);
    expect(Buffer.from(vaultKey).toString('hex')).toBe(VECTORS.generations[0]?.vault_key);
    for (const entry of VECTORS.entries) {
      const key = bytes(VECTORS.generations[entry.generation - 1]?.vault_key ?? '');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(entry.iv, 'base64'));
      decipher.setAAD(bytes(entry.authenticated_data)).setAuthTag(Buffer.from(entry.tag, 'base64'));
      const opened = Buffer.concat([decipher.update(Buffer.from(entry.ciphertext, 'base64')), decipher.final()]);
      expect(opened.toString()).toBe(entry.plaintext);
    }
  });

  it('do not open under another key, name or generation', async () => {
    const key = await sealingKey(bytes(VECTORS.derivations[0]?.encryption_key ?? ''));
    const wrapped = VECTORS.derivations[0]?.protected_user_key ?? '';
    const refused = { code: 'cannot_open', subject: 'protected_user_key' };
    await expect(UserKey.open(key, 'adb', wrapped)).rejects.toMatchObject(refused);
    await expect(UserKey.open(await sealingKey(bytes('00'.repeat(32))), username, wrapped)).rejects.toMatchObject(
      refused,
    );
    const userKey = await UserKey.open(key, username, wrapped);
    const second = VECTORS.generations[1]?.wrapped_key ?? '';
    const opening = (generation: number, text: string | null, user: string) => userKey.vaultKey(user, generation, text);
    const bent = `AA${second.slice(2)}`;
    const openings: readonly [number, string | null, string][] = [
      [3, second, userId],
      [2, null, userId],
      [2, second, 'other'],
      [2, bent, userId],
    ];
    for (const wrong of openings) {
      await expect(opening(...wrong)).rejects.toMatchObject({ code: 'cannot_open', subject: 'wrapped_key' });
    }
  });
});
