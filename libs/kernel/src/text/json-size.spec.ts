import { jsonBytes, reserveAnswer } from './json-size.js';

describe('the size of a text in JSON', () => {
  it.each([
    ['a letter', 'a', 3],
    ['a control character', '\u0001', 8],
    ['a quote', '"', 4],
    ['a letter of three bytes', '€', 5],
  ])('counts %s', (_, text, bytes) => {
    expect(jsonBytes(text)).toBe(bytes);
  });

  it('is taken twice from the share of the caller, for a text that is longer than what every request counts', () => {
    const taken: number[] = [];
    const reserve = (bytes: number): void => {
      taken.push(bytes);
    };
    reserveAnswer({ reserve }, '\u0001'.repeat(4_096));
    expect(taken).toEqual([]);
    reserveAnswer({ reserve }, '\u0001'.repeat(16_384));
    expect(taken).toEqual([2 * (6 * 16_384 + 2)]);
    reserveAnswer({}, 'a'.repeat(16_384));
  });
});
