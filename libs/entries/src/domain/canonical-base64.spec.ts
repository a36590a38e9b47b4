import fc from 'fast-check';
import { isCanonicalBase64 } from './canonical-base64.js';

describe('canonical base64', () => {
  it.each([
    ['a byte too few', Buffer.alloc(11).toString('base64')],
    ['a byte too many', Buffer.alloc(13).toString('base64')],
    ['no padding', 'AAECAwQFBgcICQo'],
    ['too much padding', 'AAECAwQFBgcICQo=='],
    ['padding inside', 'AAEC=wQFBgcICQoL'],
    ['white space', 'AAECAwQFBgcICQo\n'],
    ['the alphabet of URLs', 'AAECAwQFBgcICQ-_'],
    ['what is no base64', 'AAECAwQFBgcICQ!L'],
    ['a letter of another script', 'AAECAwQFBgcICQoЛ'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(isCanonicalBase64(text, 12, 12)).toBe(false);
  });

  it('refuses unused bits that are set in the last character', () => {
    const tag = Buffer.alloc(16).toString('base64');
    expect(tag).toBe('AAAAAAAAAAAAAAAAAAAAAA==');
    expect(isCanonicalBase64(tag, 16, 16)).toBe(true);
    for (const last of 'BCP/') expect(isCanonicalBase64(`${tag.slice(0, 21)}${last}==`, 16, 16)).toBe(false);
    expect(isCanonicalBase64('AAF=', 1, 3)).toBe(false);
    expect(isCanonicalBase64('AAE=', 1, 3)).toBe(true);
  });

  it('accepts exactly the text that the bytes are encoded as', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        expect(isCanonicalBase64(Buffer.from(bytes).toString('base64'), 1, 64)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (text) => {
        const isOne = text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
        expect(isCanonicalBase64(text, 1, 64)).toBe(isOne);
      }),
    );
  });
});
