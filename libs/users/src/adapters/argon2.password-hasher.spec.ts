import { createSecretKey, randomBytes } from 'node:crypto';
import { verify } from 'argon2';
import { Roots } from '#kernel';
import { codeOf } from '#kernel/testing';
import { PASSWORD_SETTINGS } from '../testing/passwords.js';
import { Argon2PasswordHasher } from './argon2.password-hasher.js';

const COSTS = PASSWORD_SETTINGS;
const OLD = { version: 1, key: createSecretKey(randomBytes(32)) };
const NEW = { version: 2, key: createSecretKey(randomBytes(32)) };

function hasherWith(peppers: (typeof OLD)[], costs: Partial<typeof COSTS> = {}): Argon2PasswordHasher {
  return new Argon2PasswordHasher(new Roots([], peppers), { ...COSTS, ...costs });
}

describe('the password hasher', () => {
  const hasher = hasherWith([OLD]);

  it('does not accept a wrong password, or any password without a hash', async () => {
    const hash = await hasher.hash('right', 'password');
    expect(await hasher.verify(hash, 'wrong', 'password')).toBe(false);
    expect(await hasher.verify(null, 'right', 'password')).toBe(false);
    expect(await hasher.verify(hash, 'right', 'password')).toBe(true);
  });

  it('does not truncate: bytes after the 72nd count [R2]', async () => {
    const hash = await hasher.hash(`${'x'.repeat(72)}a`, 'password');
    expect(await hasher.verify(hash, `${'x'.repeat(72)}b`, 'password')).toBe(false);
    expect(await hasher.verify(await hasher.hash('a\0b', 'password'), 'a\0c', 'password')).toBe(false);
  });

  it('accepts the same password in another composition [R2]', async () => {
    expect(await hasher.verify(await hasher.hash('caf\u00e9', 'password'), 'cafe\u0301', 'password')).toBe(true);
  });

  it('does not accept a hash of another kind', async () => {
    for (const kind of ['login_secret', 'bcrypt'] as const) {
      const hash = await hasher.hash('right', kind);
      expect(await hasher.verify(hash, 'right', 'password')).toBe(false);
      expect(await hasher.verify(hash, 'right', kind)).toBe(true);
    }
  });

  it('hashes with the configured costs [R4]', async () => {
    expect((await hasher.hash('x', 'password')).phc).toMatch(
      /^\$argon2id\$v=19\$m=64,p=1,t=2\$|^\$argon2id\$v=19\$m=64,t=2,p=1\$/,
    );
  });

  it('makes hashes that cannot be verified with a copy of the database alone [R5]', async () => {
    const hash = await hasher.hash('right', 'password');
    expect(await verify(hash.phc, 'right')).toBe(false);
    expect(await hasherWith([{ ...NEW, version: 1 }]).verify(hash, 'right', 'password')).toBe(false);
  });

  it('verifies with the previous pepper, and no longer once it is removed [R5]', async () => {
    const hash = await hasher.hash('right', 'password');
    expect(await hasherWith([NEW, OLD]).verify(hash, 'right', 'password')).toBe(true);
    expect(await hasherWith([NEW]).verify(hash, 'right', 'password')).toBe(false);
  });

  it('calls a hash outdated if the costs or the pepper have risen [R6]', async () => {
    const hash = await hasher.hash('right', 'password');
    expect(hasher.isOutdated(hash)).toBe(false);
    expect(hasherWith([OLD], { iterations: 3 }).isOutdated(hash)).toBe(true);
    expect(hasherWith([NEW, OLD]).isOutdated(hash)).toBe(true);
  });

  it('runs two hashes, queues 64, and refuses more with busy [R7]', async () => {
    const hash = await hasher.hash('right', 'password');
    const codes = await Promise.all(
      Array.from({ length: 200 }, () => codeOf(hasher.verify(hash, 'right', 'password'))),
    );
    expect(codes.filter((code) => code === 'none')).toHaveLength(66);
    expect(codes.filter((code) => code === 'busy')).toHaveLength(134);
    expect(await hasher.verify(hash, 'right', 'password')).toBe(true);
  });
});
