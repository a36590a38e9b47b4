import { readFileSync } from 'node:fs';
import { newId } from '#kernel';
import { base62, fromBase62 } from './base62.js';
import { digestOf, isSameDigest, KEY_LENGTH, keyStart, looksLikeKey, makeKeyText, readKeyText } from './key-text.js';

/** Made by another program: Python's zlib.crc32 and hashlib, over the form that the guide describes. */
const VECTORS = [
  {
    id: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a',
    secret: Buffer.from(Array.from({ length: 32 }, (_, at) => at)),
    text: `coffer_sk_${'02yMwcnP7eP9rCgRZqc28I003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1ocjOl'}`,
    digest: 'iA5QkwU4g_CNyzRMvtbzmluJQXjNMUtJgHQXA2yv6Rg',
  },
  {
    id: '00000000-0000-7000-8000-000000000000',
    secret: Buffer.alloc(32),
    text: `coffer_sk_${'000000002dwHTRTFRxWLTM00000000000000000000000000000000000000000002N5aRN'}`,
    digest: '7rb-9V2ksN3ahAO3EJtgvL3OAEGn5c7mGVNUl3fv_bw',
  },
  {
    id: 'ffffffff-ffff-7fff-bfff-ffffffffffff',
    secret: Buffer.alloc(32, 0xff),
    text: `coffer_sk_${'7n42DGM5QePXFZlRJ5QKHnyhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp13pyxyT'}`,
    digest: 'Jccv4Scg_0K2Ub4bhXRHSlRygWxSlvltWvyB4gdNRzM',
  },
  {
    // Its checksum begins with zeros.
    id: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a',
    secret: Buffer.from('e0e3fcdfb0803ca538910c12042cb6232acb9e3c6db8908524aea6ed560e5334', 'hex'),
    text: `coffer_sk_${'02yMwcnP7eP9rCgRZqc28IrKMgYZfPJtfmCAFm9PdSbMZA1KqikWyUYo1viZGndnY00cCU4'}`,
    digest: null,
  },
] as const;

const [{ text: KEY }] = VECTORS;

describe('a text that is no key', () => {
  const changed = (at: number) => {
    const digit = KEY.charAt(at) === 'x' ? 'y' : 'x';
    return KEY.slice(0, at) + digit + KEY.slice(at + 1);
  };

  it('is refused if any one digit of it is another one: the checksum is wrong [R136]', () => {
    for (let at = 'coffer_sk_'.length; at < KEY.length; at += 1)
      expect([at, readKeyText(changed(at))]).toEqual([at, null]);
  });

  it.each([
    ['nothing', ''],
    ['the prefix alone', 'coffer_sk_'],
    ['a character less', KEY.slice(0, -1)],
    ['a character more', `${KEY}0`],
    ['a space before', ` ${KEY}`],
    ['a line break behind', `${KEY}\n`],
    ['another prefix', KEY.replace('coffer_sk_', 'coffer_pk_')],
    ['a prefix in upper case', KEY.replace('coffer_sk_', 'COFFER_SK_')],
    ['a sign that is no digit', KEY.replace(/.$/, '-')],
    ['a letter of another script', KEY.replace(/.$/, 'а')],
    // The checksums of these are right.
    ['an id beyond 16 bytes', `coffer_sk_${'zzzzzzzzzzzzzzzzzzzzzz00000000000000000000000000000000000000000050dPIYo'}`],
    [
      'a secret beyond 32 bytes',
      `coffer_sk_${'02yMwcnP7eP9rCgRZqc28Izzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz0pNaVO'}`,
    ],
    [
      'an id of another version',
      `coffer_sk_${'02yMwcnP6W974sFxfoZEPC00000000000000000000000000000000000000000053eSVlW'}`,
    ],
  ])('is refused: %s [R136]', (_, text) => {
    expect(readKeyText(text)).toBeNull();
  });
});

describe('the text of a key', () => {
  it.each(VECTORS)('is as another program makes it: $text', ({ id, secret, text, digest }) => {
    expect(makeKeyText(id, secret)).toBe(text);
    expect(readKeyText(text)).toEqual({ id, digest: digestOf(text) });
    if (digest !== null) expect(digestOf(text)).toBe(digest);
    expect([text.length, text.startsWith(keyStart(id))]).toEqual([KEY_LENGTH, true]);
  });

  it('is another one each time, and is read as what was made', () => {
    const made = Array.from({ length: 200 }, () => {
      const id = newId();
      const text = makeKeyText(id);
      expect(readKeyText(text)).toEqual({ id, digest: digestOf(text) });
      expect(looksLikeKey(text)).toBe(true);
      return text;
    });
    expect(new Set(made).size).toBe(made.length);
  });

  it('is what the expression in SECURITY.md finds, and finds whole', () => {
    const page = readFileSync(new URL('../../../../../SECURITY.md', import.meta.url), 'utf8');
    const [, source] = /`(\\bcoffer_sk_[^`]+)`/.exec(page) ?? [];
    if (source === undefined) throw new Error('SECURITY.md has no expression for keys');
    for (const { text } of VECTORS) {
      expect(new RegExp(source).exec(`export KEY="${text}";`)?.[0]).toBe(text);
      expect(new RegExp(source).test(text.slice(0, -1))).toBe(false);
    }
  });
});

describe('digests', () => {
  it('are equal for the same key alone', () => {
    expect(isSameDigest(digestOf(KEY), digestOf(KEY))).toBe(true);
    expect(isSameDigest(digestOf(KEY), digestOf(makeKeyText(newId())))).toBe(false);
    expect(isSameDigest(digestOf(KEY), '')).toBe(false);
  });
});

describe('base62', () => {
  it('pads with zeros, and reads back what it wrote', () => {
    expect([base62(0n, 6), base62(61n, 2), base62(62n, 2)]).toEqual(['000000', '0z', '10']);
    for (const value of [0n, 1n, 61n, 62n, 2n ** 128n - 1n, 2n ** 256n - 1n]) {
      expect(fromBase62(base62(value, 43))).toBe(value);
    }
    expect(fromBase62('0-')).toBeNull();
  });
});
