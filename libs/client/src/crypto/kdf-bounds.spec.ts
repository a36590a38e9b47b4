import { DEFAULT_KDF, type Kdf, requireAcceptable, requireNotWeaker } from './kdf-bounds.js';
import { passwordKeys } from './password-keys.js';

const SALT = Buffer.alloc(16, 7).toString('base64');
const PBKDF2: Kdf = { algorithm: 'pbkdf2-sha256', iterations: 600_000 };

describe('key derivations that a server names', () => {
  it.each<[string, Partial<Kdf>, string]>([
    ['memory below 19 MiB', { memory_kib: 19_455 }, 'kdf_too_weak'],
    ['one pass', { iterations: 1 }, 'kdf_too_weak'],
    ['no lane', { parallelism: 0 }, 'kdf_too_weak'],
    ['more than 1 GiB', { memory_kib: 1_048_577 }, 'kdf_too_costly'],
    ['21 passes', { iterations: 21 }, 'kdf_too_costly'],
    ['many lanes', { parallelism: 5 }, 'kdf_too_costly'],
    ['no memory', { memory_kib: undefined }, 'malformed_answer'],
    ['half a pass', { iterations: 2.5 }, 'malformed_answer'],
    ['no number', { iterations: Number.NaN }, 'malformed_answer'],
    ['PBKDF2 below 600,000', { ...PBKDF2, iterations: 599_999 }, 'kdf_too_weak'],
    ['PBKDF2 above ten million', { ...PBKDF2, iterations: 10_000_001 }, 'kdf_too_costly'],
    ['another algorithm', { algorithm: 'constructor' as 'argon2id' }, 'malformed_answer'],
  ])('are refused before anything is derived: %s', async (_name, part, code) => {
    const base = part.algorithm === 'pbkdf2-sha256' ? {} : DEFAULT_KDF;
    const refused = passwordKeys('a password', SALT, { ...base, ...part } as Kdf);
    await expect(refused).rejects.toMatchObject({ name: 'ServerDistrusted', code });
  });

  it('are refused for PBKDF2 with memory or lanes, and for a salt that is not 16 bytes', async () => {
    expect(() => requireAcceptable({ ...PBKDF2, memory_kib: 65_536 })).toThrow('kdf.memory_kib');
    for (const salt of ['', 'AAAA', SALT.replace('==', ''), Buffer.alloc(17).toString('base64')]) {
      await expect(passwordKeys('x', salt, PBKDF2)).rejects.toMatchObject({ subject: 'encryption_salt' });
    }
  });

  it('may not become weaker, and may become stronger', () => {
    const weakened = expect.objectContaining({ code: 'kdf_weakened' });
    const refusal = (kdf: Kdf, before: Kdf) => {
      try {
        requireNotWeaker(kdf, before);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refusal({ ...DEFAULT_KDF, memory_kib: 32_768 }, DEFAULT_KDF)).toEqual(weakened);
    expect(refusal({ ...DEFAULT_KDF, iterations: 2 }, DEFAULT_KDF)).toEqual(weakened);
    expect(refusal(PBKDF2, DEFAULT_KDF)).toEqual(weakened);
    expect(refusal(PBKDF2, { ...PBKDF2, iterations: 700_000 })).toEqual(weakened);
    expect(refusal(DEFAULT_KDF, PBKDF2)).toBeNull();
    expect(refusal({ ...DEFAULT_KDF, memory_kib: 131_072 }, DEFAULT_KDF)).toBeNull();
    expect(refusal(DEFAULT_KDF, DEFAULT_KDF)).toBeNull();
  });

  it('accept the floors and the ceilings themselves', () => {
    for (const kdf of [
      { algorithm: 'argon2id', memory_kib: 19_456, iterations: 2, parallelism: 1 },
      { algorithm: 'argon2id', memory_kib: 1_048_576, iterations: 20, parallelism: 4 },
      { algorithm: 'pbkdf2-sha256', iterations: 600_000 },
      { algorithm: 'pbkdf2-sha256', iterations: 10_000_000 },
    ] as const) {
      expect(() => requireAcceptable(kdf)).not.toThrow();
    }
  });
});
