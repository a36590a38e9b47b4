import { createSecretKey, randomBytes } from 'node:crypto';
import { CannotOpen } from './key-errors.js';
import { newKeyBytes, unwrapKey, wrapKey } from './key-wrap.js';
import { secretKeyOf } from './secret-key.js';

const MASTER = createSecretKey(randomBytes(32));
const CONTEXT = { ring: 'user:1', version: 1, masterVersion: 1 };

describe('a wrapped ring key', () => {
  it.each([
    ['ring', { ring: 'user:2' }],
    ['version', { version: 2 }],
    ['master version', { masterVersion: 2 }],
  ])('does not open as that of another %s [R55]', (_, change) => {
    const wrap = wrapKey(MASTER, CONTEXT, newKeyBytes());
    expect(() => unwrapKey(MASTER, { ...CONTEXT, ...change }, wrap)).toThrow(CannotOpen);
  });

  it('does not open under another master key, with a flipped byte, or cut [R52, R53, R56]', () => {
    const wrap = wrapKey(MASTER, CONTEXT, newKeyBytes());
    expect(() => unwrapKey(createSecretKey(randomBytes(32)), CONTEXT, wrap)).toThrow(CannotOpen);
    for (let at = 0; at < wrap.length; at++) {
      const flipped = Buffer.from(wrap);
      flipped[at] = (flipped[at] ?? 0) ^ 0x80;
      expect(() => unwrapKey(MASTER, CONTEXT, flipped)).toThrow(CannotOpen);
      expect(() => unwrapKey(MASTER, CONTEXT, wrap.subarray(0, at))).toThrow(CannotOpen);
    }
  });

  it('refuses to wrap a key that is not 256 bits long [R52]', () => {
    expect(() => wrapKey(MASTER, CONTEXT, randomBytes(16))).toThrow('32 bytes');
  });

  it('opens to the key that was wrapped', () => {
    const raw = newKeyBytes();
    const wrap = wrapKey(MASTER, CONTEXT, raw);
    expect(unwrapKey(MASTER, CONTEXT, wrap).equals(createSecretKey(raw))).toBe(true);
  });

  it('leaves no raw bytes of a key, or of a refused one, in memory [R86]', () => {
    const raw = newKeyBytes();
    secretKeyOf(raw);
    expect(raw.equals(Buffer.alloc(32))).toBe(true);
    const short = randomBytes(31);
    expect(() => secretKeyOf(short)).toThrow('32 bytes');
    expect(short.equals(Buffer.alloc(31))).toBe(true);
  });
});
