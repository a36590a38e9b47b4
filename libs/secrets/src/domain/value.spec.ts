import fc from 'fast-check';
import { checkValue, isSecretValue, VALUE_MAX_BYTES } from './value.js';

describe('a value', () => {
  it.each([
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00a'],
    ['one byte too many', 'a'.repeat(VALUE_MAX_BYTES + 1)],
    ['few characters of too many bytes', '\u20ac'.repeat(VALUE_MAX_BYTES / 3 + 1)],
  ])('refuses %s, and does not show it in the error', (_, text) => {
    expect(() => checkValue(text)).toThrow(
      expect.objectContaining({ code: 'validation_failed', message: expect.not.stringContaining('a\ud800') }),
    );
  });

  it('accepts no byte, and exactly 64 KiB of any script, with control characters', () => {
    expect(isSecretValue('')).toBe(true);
    expect(isSecretValue('a'.repeat(VALUE_MAX_BYTES))).toBe(true);
    expect(isSecretValue('\u{1f511}'.repeat(VALUE_MAX_BYTES / 4))).toBe(true);
    expect(isSecretValue('\0\r\n')).toBe(true);
  });

  it('is any text that UTF-8 gives back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud83d', '\udd11'), (text, odd) => {
        const whole = text + odd;
        expect(isSecretValue(whole)).toBe(Buffer.from(whole, 'utf8').toString('utf8') === whole);
      }),
    );
  });
});
