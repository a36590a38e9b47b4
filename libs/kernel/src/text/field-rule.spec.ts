import { bytesBeyond, isTextOf, refusalBy, requireField, textRule } from './field-rule.js';

describe('a rule for a text', () => {
  const rule = textRule({ field: 'owner', min: 1, max: 3 });

  it.each(['', 'abcd', '\ud800', 'ab\udc00'])('refuses %j, and names the field but not the value', (text) => {
    expect(rule.holds(text)).toBe(false);
    const fields = [{ field: 'owner', code: 'owner', message: 'owner must be a text of 1 to 3 characters.' }];
    expect(() => requireField(rule, text)).toThrow(
      expect.objectContaining({ code: 'validation_failed', details: { fields } }),
    );
  });

  it.each(['a', 'abc', '😀😀😀', 'añb'])('takes %j', (text) => {
    expect(requireField(rule, text)).toBe(text);
  });

  it('holds the pattern and the further check as well', () => {
    const even = textRule({
      ...{ field: 'tag', code: 'tag_form', max: 1_000, pattern: /^[a-z]*$/, form: 'of a-z' },
      and: (text) => text.length % 2 === 0,
    });
    expect(['ab', 'a', 'A1'].map(even.holds)).toEqual([true, false, false]);
    expect([even.code, even.message]).toEqual(['tag_form', 'tag must be a text of at most 1,000 characters of a-z']);
  });

  it('adds what a remark says of a value that breaks it, such as its size', () => {
    const sized = { ...rule, remark: (text: string) => bytesBeyond(3, text) };
    expect(refusalBy(sized, '€€')).toBe('owner must be a text of 1 to 3 characters. It has 6 bytes');
    expect(refusalBy(sized, '')).toBe(rule.message);
    expect(() => requireField(sized, 'a'.repeat(1_234))).toThrow(/characters\. It has 1,234 bytes\.$/);
  });

  it('counts code points', () => {
    expect([isTextOf('😀', 1, 1), isTextOf('😀', 2, 2), isTextOf('ab', 1, 1)]).toEqual([true, false, false]);
  });
});
