import { codeOf } from '#kernel/testing';
import { importedHashOf } from '../domain/imports/imported-hash.js';
import { BcryptImportedHasher } from './bcrypt.imported-hasher.js';

const hasher = new BcryptImportedHasher();
const PLAIN = { input: 'password', hexSalt: null } as const;
/** Vectors published with the code of Solar Designer's crypt_blowfish and of jBCrypt. */
const VECTORS = [
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
  [
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
    '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
  ],
  ['a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
  ['~!@#$%^&*()      ~!@#$%^&*()PNBFRD', '$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO'],
] as const;

describe("another system's bcrypt", () => {
  it.each(VECTORS)('hashes %j as the published vectors say', async (password, text) => {
    const { importedHash, bcrypt } = importedHashOf(text, PLAIN);
    expect(await hasher.hash(importedHash.setting, password)).toBe(bcrypt);
  });

  it('gives another hash for another password', async () => {
    const { importedHash, bcrypt } = importedHashOf(VECTORS[0][1], PLAIN);
    expect(await hasher.hash(importedHash.setting, 'U*V')).not.toBe(bcrypt);
  });

  it('does not treat a length of 256 bytes as 0, as $2a$ once did', async () => {
    const { importedHash } = importedHashOf(VECTORS[0][1], PLAIN);
    const [long, empty] = [await hasher.hash(importedHash.setting, 'x'.repeat(256)), VECTORS[3][1].slice(3)];
    expect(long.slice(3)).not.toBe(empty);
    expect(long).toBe(await hasher.hash(importedHash.setting, 'x'.repeat(72)));
  });

  it('runs two hashes, queues 64, and refuses more with busy [R7]', async () => {
    const { importedHash } = importedHashOf(`$2b$04$${VECTORS[0][1].slice(7)}`, PLAIN);
    const codes = await Promise.all(
      Array.from({ length: 100 }, () => codeOf(hasher.hash(importedHash.setting, 'guess'))),
    );
    expect(codes.filter((code) => code === 'none')).toHaveLength(66);
    expect(codes.filter((code) => code === 'busy')).toHaveLength(34);
  });
});
