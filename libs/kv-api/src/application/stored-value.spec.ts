import fc from 'fast-check';
import { type JsonObject, parseExact } from '#kernel';
import { dataOf, dataText, storedText } from './stored-value.js';

const stored = (data: string, present: string | null = null): string =>
  storedText(parseExact(data) as JsonObject, present);
/** A text that is deeper than anything here parses. */
const DEEP = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`;

describe('the value that is kept for the data of KV', () => {
  it('shows an object by its members, and any other text as the field value', () => {
    expect(['{"a": 1.0}', 'a', '[1]', 'null', '', '{"a"'].map(dataText)).toEqual([
      '{"a": 1.0}',
      ...['{"value":"a"}', '{"value":"[1]"}', '{"value":"null"}', '{"value":""}', '{"value":"{\\"a\\""}'],
    ]);
    expect([dataText(DEEP), dataOf(DEEP)]).toEqual([DEEP, null]);
  });

  it.each([
    ['{"value":"a"}', null, 'a'],
    ['{"value":"a"}', 'b', 'a'],
    ['{"value":"a"}', '{"x":1}', '{"value":"a"}'],
    ['{"value":"a"}', DEEP, '{"value":"a"}'],
    ['{"value":"{}"}', 'b', '{"value":"{}"}'],
    ['{"value":"[1]"}', null, '[1]'],
    ['{"value":1}', null, '{"value":1}'],
    ['{"value":"a","b":2}', 'a', '{"value":"a","b":2}'],
    ['{}', 'a', '{}'],
    ['{"b":1,"a":2}', '{ "a": 2, "b": 1 }', '{ "a": 2, "b": 1 }'],
    ['{"a":1.00}', '{"a":1.0}', '{"a":1.00}'],
  ])('of %s over %j is %j', (data, present, text) => {
    expect(stored(data, present)).toBe(text);
  });

  it('is a text that fits only by itself, whatever the present value is: a refusal would tell of it', () => {
    const text = 'x'.repeat(65_530);
    const data = JSON.stringify({ value: text });
    expect([stored(data, 'a'), stored(data, '{"a":1}'), stored(data)]).toEqual([text, text, text]);
  });

  it('changes nothing if what was read is written back', () => {
    const value = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.string(), fc.jsonValue()).map((data) => JSON.stringify(data)),
      fc.string().map((text) => JSON.stringify({ value: text })),
    );
    fc.assert(fc.property(value, (text) => stored(dataText(text), text) === text));
    const sorted = (text: string) => JSON.stringify(dataOf(text), Object.keys(dataOf(text) ?? {}).sort());
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string()).map((one) => JSON.stringify(one)),
        (text) => stored(sorted(text), text) === text,
      ),
    );
  });
});
