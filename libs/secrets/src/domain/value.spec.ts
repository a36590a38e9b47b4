import fc from 'fast-check';
import { jsonObjectOf } from './json-value.js';
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

  it('says how many bytes are too many', () => {
    const refusal = 'value must be a text of at most 65,536 bytes in well-formed UTF-8.';
    expect(() => checkValue('€'.repeat(30_000))).toThrow(`${refusal} It has 90,000 bytes.`);
    expect(() => checkValue({ a: 'x'.repeat(70_000) })).toThrow(`${refusal} It has 70,008 bytes.`);
    expect(() => checkValue('\ud800')).toThrow(refusal.slice(0, -1));
  });

  it('accepts no byte, and exactly 64 KiB of any script, with control characters', () => {
    expect(isSecretValue('')).toBe(true);
    expect(isSecretValue('a'.repeat(VALUE_MAX_BYTES))).toBe(true);
    expect(isSecretValue('\u{1f511}'.repeat(VALUE_MAX_BYTES / 4))).toBe(true);
    expect(isSecretValue('\0\r\n')).toBe(true);
  });

  it.each([
    ['an object', { a: 'x', nested: { b: 'hunter2' } }, 'value.nested'],
    ['a list', { list: ['hunter2'] }, 'value.list'],
    ['an infinite number', { n: Number.POSITIVE_INFINITY }, 'value.n'],
    ['what JSON has no word for', { u: undefined }, 'value.u'],
    ['a name that would not be seen', { 'a\u202e': {} }, 'value.a\\u{202e}'],
    ['a long name', { ['x'.repeat(1_000)]: {} }, `value.${'x'.repeat(64)}`],
  ])('refuses an object with %s, and names the member', (_, object, field) => {
    try {
      checkValue(object as never);
      throw new Error('accepted');
    } catch (error) {
      expect(error).toMatchObject({ code: 'validation_failed', details: { fields: [{ field, code: 'member' }] } });
      expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
    }
  });

  it('refuses an object with a member without a name, one of too many bytes as text, and lists 50 errors at most', () => {
    const fieldsOf = (object: object) => {
      try {
        return checkValue(object as never);
      } catch (error) {
        return (error as { details: { fields: { code: string }[] } }).details.fields.map(({ code }) => code);
      }
    };
    expect(fieldsOf({ '': 'x' })).toEqual(['member_name']);
    const fits = { a: 'x'.repeat(VALUE_MAX_BYTES - '{"a":""}'.length) };
    expect(fieldsOf(fits)).toHaveLength(VALUE_MAX_BYTES);
    expect(fieldsOf({ a: `${fits.a}x` })).toEqual(['secret_value']);
    expect(fieldsOf({ a: '\n'.repeat(VALUE_MAX_BYTES / 2) })).toEqual(['secret_value']);
    expect(fieldsOf(Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`n${n}`, []])))).toHaveLength(50);
  });

  it('keeps a flat object as its compact JSON text, which gives each member back', () => {
    expect(checkValue({})).toBe('{}');
    const members = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), members), (object) => {
        const text = checkValue(object);
        expect(text).toBe(JSON.stringify(object));
        const asTexts = Object.entries(object).map(([name, member]) => [
          name,
          typeof member === 'string' ? member : JSON.stringify(member),
        ]);
        expect([...(jsonObjectOf(text) ?? [])].sort()).toEqual(asTexts.sort());
      }),
    );
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
