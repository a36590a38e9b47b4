import { createSecretKey, randomBytes } from 'node:crypto';
import { asPlaintext, asSealed, type Plaintext, type Sealed } from '#kernel';
import { CannotOpen } from './key-errors.js';
import { openingKey, openValue, type SealContext, sealedVersion, sealValue } from './sealed-value.js';

const RING = 'secrets';
const KEY = createSecretKey(randomBytes(32));
const CONTEXT: SealContext = { purpose: 'secret', owner: 'team', recordId: 'r1', path: 'prod/db', version: 3 };
const VALUE = asPlaintext('hunter2 ☂');

function seal(value = VALUE, context = CONTEXT): Sealed {
  return sealValue(KEY, { ring: RING, version: 7 }, context, value);
}

function open(sealed: Sealed, context = CONTEXT, ring = RING, key = KEY): Plaintext {
  sealedVersion(sealed);
  return openValue(openingKey(key, sealed), ring, context, sealed);
}

describe('a sealed value', () => {
  it.each([
    ['purpose', { purpose: 'entry' }],
    ['owner', { owner: 'other' }],
    ['record', { recordId: 'r2' }],
    ['path', { path: 'prod/dc' }],
    ['version', { version: 4 }],
    ['fields shifted into each other', { owner: 'teamr', recordId: '1' }],
  ])('does not open for another %s [R55]', (_, change) => {
    expect(() => open(seal(), { ...CONTEXT, ...change })).toThrow(CannotOpen);
  });

  it('does not open for another ring, or with another ring version in its header [R55]', () => {
    expect(() => open(seal(), CONTEXT, 'user:1')).toThrow(CannotOpen);
    const bytes = Buffer.from(seal(), 'base64');
    bytes.writeUInt32BE(8, 1);
    expect(() => open(asSealed(bytes.toString('base64')))).toThrow(CannotOpen);
  });

  it('does not open when the sealed value of an older version is put back [R57]', () => {
    const older = seal(VALUE, { ...CONTEXT, version: 2 });
    expect(() => open(older, CONTEXT)).toThrow(CannotOpen);
  });

  it('does not open with any byte flipped, and throws the same error each time [R54] [R56]', () => {
    const bytes = Buffer.from(seal(), 'base64');
    const messages = new Set<string>();
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      try {
        open(asSealed(flipped.toString('base64')));
        throw new Error(`byte ${at} opened`);
      } catch (error) {
        messages.add(String(error));
      }
    }
    expect(messages).toEqual(new Set(['CannotOpen: The stored value could not be opened.']));
  });

  it('does not open in any other base64 spelling [R56]', () => {
    const sealed = seal(asPlaintext('four'));
    expect(sealed.endsWith('=')).toBe(true);
    for (const other of [`${sealed} `, ` ${sealed}`, sealed.replace(/=+$/, ''), `${sealed}A`]) {
      expect(() => open(asSealed(other))).toThrow(CannotOpen);
    }
  });

  it.each([0, 1, 12, 15])('does not open with its tag cut to %i bytes [R53]', (kept) => {
    const bytes = Buffer.from(seal(), 'base64');
    expect(() => open(asSealed(bytes.subarray(0, bytes.length - 16 + kept).toString('base64')))).toThrow(CannotOpen);
  });

  it.each([
    '',
    'A',
    'not base64 at all !',
    Buffer.alloc(60).toString('base64'),
    Buffer.alloc(60, 2).toString('base64'),
  ])('does not open when it is no sealed value: %j [R56]', (text) => {
    expect(() => open(asSealed(text))).toThrow(CannotOpen);
  });

  it('does not open under a wrong key, and refuses keys of any length but 256 bits [R52]', () => {
    expect(() => open(seal(), CONTEXT, RING, createSecretKey(randomBytes(32)))).toThrow(CannotOpen);
    for (const size of [1, 16, 24, 31, 33, 64]) {
      const key = createSecretKey(randomBytes(size));
      expect(() => sealValue(key, { ring: RING, version: 1 }, CONTEXT, VALUE)).toThrow('32 bytes');
    }
  });

  it('refuses text without a UTF-8 form instead of sealing a changed text', () => {
    expect(() => seal(asPlaintext('\ud800'))).toThrow('well-formed');
  });

  it('opens to the text that was sealed, also an empty or a long one', () => {
    for (const value of [VALUE, asPlaintext(''), asPlaintext('é'.repeat(32_768))]) {
      expect(open(seal(value))).toBe(value);
    }
  });

  it('has the stated layout: format, ring version, salt, nonce, ciphertext, tag', () => {
    const bytes = Buffer.from(seal(asPlaintext('12345')), 'base64');
    expect(bytes[0]).toBe(1);
    expect(bytes.readUInt32BE(1)).toBe(7);
    expect(bytes).toHaveLength(1 + 4 + 16 + 12 + 5 + 16);
  });

  it('never repeats a salt, a nonce or a ciphertext [R52]', () => {
    const seen = new Set<string>();
    for (let count = 0; count < 500; count++) {
      const bytes = Buffer.from(seal(), 'base64');
      for (const part of [bytes.subarray(5, 21), bytes.subarray(21, 33), bytes.subarray(33)]) {
        seen.add(part.toString('hex'));
      }
    }
    expect(seen.size).toBe(1500);
  });

  it('cannot be mixed up with plaintext: the compiler refuses', () => {
    const store = (value: Sealed): string => value;
    const show = (value: Plaintext): string => value;
    // @ts-expect-error plaintext is not sealed
    store(VALUE);
    // @ts-expect-error a bare string is not sealed
    store('text');
    // @ts-expect-error sealed text is not plaintext
    show(seal());
    expect(store(seal())).not.toContain('hunter2');
  });
});
