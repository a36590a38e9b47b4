import fc from 'fast-check';
import { isJsonObject, parseExact } from './exact-json.js';

describe('exact JSON', () => {
  it('refuses what is no JSON', () => {
    expect(() => parseExact('{"a":')).toThrow(SyntaxError);
  });

  it.each(['12345678901234567890.10', '1.0', '1e400', '-0', '1E+2', '0.1', '7'])(
    'writes %s with its digits',
    (number) => {
      expect(JSON.stringify(parseExact(`{"n":[${number}]}`))).toBe(`{"n":[${number}]}`);
    },
  );

  it('takes a number with many digits for no object', () => {
    expect(isJsonObject((parseExact('{"n":1.0}') as Record<string, unknown>).n)).toBe(false);
    expect([[], null, 'a', 1, true].map(isJsonObject)).toEqual([false, false, false, false, false]);
  });

  it('keeps every name as a plain member', () => {
    const text = '{"__proto__":{"a":1},"constructor":2,"toString":"x"}';
    expect(JSON.stringify(parseExact(text))).toBe(text);
    expect(Object.getPrototypeOf(parseExact(text))).toBe(Object.prototype);
  });

  it('writes what JSON writes', () => {
    fc.assert(fc.property(fc.json(), (text) => JSON.stringify(parseExact(text)) === JSON.stringify(JSON.parse(text))));
  });
});
