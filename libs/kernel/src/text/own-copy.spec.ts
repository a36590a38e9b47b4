import { ownCopy } from './own-copy.js';

describe('an own copy of a text', () => {
  it.each(['', 'plain', 'Grüße 🙂', 'lone \ud800 surrogate', 'a\u0000b'])('has the same characters (%#)', (text) => {
    expect(ownCopy(text)).toBe(text);
  });
});
