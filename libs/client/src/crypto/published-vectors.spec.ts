import { randomBytes } from 'node:crypto';
import { argon2id as argon2idType, hash } from 'argon2';
import { type Bytes, concat, fromBase64, lengthPrefixed, toBase64, utf8 } from './bytes.js';
import { DEFAULT_KDF, type Kdf } from './kdf-bounds.js';
import { argon2, hkdfBytes, hkdfSource, pbkdf2, sealingKey } from './password-keys.js';
import { open, seal } from './sealing.js';

const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (from: Uint8Array) => Buffer.from(from).toString('hex');

describe('the primitives, against published vectors', () => {
  it('Argon2id: the reference implementation, and RFC 9106 by way of a library that passes it', async () => {
    const kdf = { algorithm: 'argon2id', memory_kib: 65_536, iterations: 2, parallelism: 1 } as const;
    expect(hex(await argon2(utf8('password'), utf8('somesalt'), kdf))).toBe(
      '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
    );
    // RFC 9106 section 5.3 uses associated data. hash-wasm does not support that; the native library does.
    const native = (password: Uint8Array, salt: Uint8Array, costs: object) =>
      hash(Buffer.from(password), { type: argon2idType, raw: true, salt: Buffer.from(salt), hashLength: 32, ...costs });
    const rfc = { timeCost: 3, memoryCost: 32, parallelism: 4, secret: Buffer.alloc(8, 3) };
    const published = native(Buffer.alloc(32, 1), Buffer.alloc(16, 2), {
      ...rfc,
      associatedData: Buffer.alloc(12, 4),
    });
    expect(hex(await published)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
    for (const parallelism of [1, 4]) {
      const [password, salt] = [new Uint8Array(randomBytes(20)), new Uint8Array(randomBytes(16))];
      const mine: Kdf = { algorithm: 'argon2id', memory_kib: 19_456, iterations: 2, parallelism };
      const theirs = native(password, salt, { timeCost: 2, memoryCost: 19_456, parallelism });
      expect(hex(await argon2(password, salt, mine))).toBe(hex(await theirs));
    }
    expect(DEFAULT_KDF).toEqual({ algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 });
  });

  it('PBKDF2-HMAC-SHA-256: RFC 7914 section 11', async () => {
    expect(hex(await pbkdf2(utf8('passwd'), utf8('salt'), { iterations: 1 }))).toBe(
      '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc',
    );
    expect(hex(await pbkdf2(utf8('Password'), utf8('NaCl'), { iterations: 80_000 }))).toBe(
      '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56',
    );
  });

  it('HKDF-SHA-256: RFC 5869, test case 3', async () => {
    expect(hex(await hkdfBytes(await hkdfSource(new Uint8Array(22).fill(0x0b)), ''))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  it("AES-256-GCM: test cases 13 and 14 of NIST's submission", async () => {
    const key = await sealingKey(new Uint8Array(32));
    const iv = new Uint8Array(12);
    const empty = { iv, ciphertext: new Uint8Array(), tag: bytes('530f8afbc74536b9a963b4f1c4cb738b') };
    expect(await open(key, empty, [])).toEqual(new Uint8Array());
    const ciphertext = bytes('cea7403d4d606b6e074ec5d3baf39d18');
    const zeros = { iv, ciphertext, tag: bytes('d0d1c8a799996bf0265b98b5d48ab919') };
    expect(await open(key, zeros, [])).toEqual(new Uint8Array(16));
  });

  it('base64: RFC 4648 section 10, in its one canonical form', () => {
    for (const [text, coded] of Object.entries({ '': '', f: 'Zg==', fo: 'Zm8=', foo: 'Zm9v', foobar: 'Zm9vYmFy' })) {
      expect(toBase64(utf8(text))).toBe(coded);
      expect(fromBase64(coded)).toEqual(utf8(text));
    }
    for (const wrong of ['Zh==', 'Zg', 'Zg=', ' Zg==', 'Zg==\n', 'Z-==', '====']) expect(fromBase64(wrong)).toBeNull();
    const large = new Uint8Array(randomBytes(300_000));
    expect(fromBase64(toBase64(large))).toEqual(large);
  });
});

describe('a sealed value', () => {
  it('does not open with any flipped bit of nonce, text or tag, or with other fields [R55][R56]', async () => {
    const key = await sealingKey(new Uint8Array(randomBytes(32)));
    const sealed = await seal(key, utf8('kept'), ['a', 'bc']);
    expect(await open(key, sealed, ['a', 'bc'])).toEqual(utf8('kept'));
    const flat = concat(sealed.iv, sealed.ciphertext, sealed.tag);
    for (let bit = 0; bit < flat.length * 8; bit += 1) {
      const bent = flat.slice();
      bent.set([(flat[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
      const parts = { iv: bent.slice(0, 12), ciphertext: bent.slice(12, 16), tag: bent.slice(16) };
      expect(await open(key, parts, ['a', 'bc'])).toBeNull();
    }
    for (const fields of [['ab', 'c'], ['a', 'bc', ''], ['a'], []]) expect(await open(key, sealed, fields)).toBeNull();
    for (const length of [12, 15]) {
      const short = { ...sealed, tag: sealed.tag.slice(0, length) };
      expect(await open(key, short, ['a', 'bc'])).toBeNull();
    }
  });

  it('has a fresh nonce each time [R52], and unambiguous fields', async () => {
    const key = await sealingKey(new Uint8Array(randomBytes(32)));
    const nonces = await Promise.all(Array.from({ length: 100 }, async () => hex((await seal(key, utf8(''), [])).iv)));
    expect(new Set(nonces).size).toBe(100);
    expect(hex(lengthPrefixed(['é', '']))).toBe('00000002c3a900000000');
  });
});
