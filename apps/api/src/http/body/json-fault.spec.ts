import fc from 'fast-check';
import { jsonFault, wordsOfFault } from './json-fault.js';

const words = (text: string | Buffer) => wordsOfFault(Buffer.from(text as string));

describe('the place where a body stops to be JSON', () => {
  it.each([
    ['a comma too many', '{"a":1,}', 8],
    ['a comma too many in an array', '[1,]', 4],
    ['a comma too few', '{"a":1 "b":2}', 8],
    ['a colon too few', '{"a" 1}', 6],
    ['no quotes around a name', '{a:1}', 2],
    ['single quotes', "{'a':1}", 2],
    ['the wrong bracket', '{"a":[1}', 8],
    ['a word that is none', '{"a":True}', 6],
    ['a number that is none', '{"a":01}', 7],
    ['an escape that is none', '{"a":"\\x"}', 7],
    ['a tab in a text', '{"a":"\t"}', 7],
    ['more after the end', '{"a":1} x', 9],
    ['characters of several bytes before', '{"\u00e9\u{1f511}":1,}', 9],
  ])('is named for %s', (_, text, column) => {
    expect(words(text)).toBe(`line 1, column ${column} cannot be read`);
  });

  it('is named by its line, and not hidden by a byte order mark', () => {
    expect(words('{\r\n  "a": 1,\n  "b": hunter2\n}')).toBe('line 3, column 8 cannot be read');
    expect(words('\ufeff{a:1}')).toBe('line 1, column 2 cannot be read');
  });

  it('is named for a byte that is not UTF-8, and not for a character that stands for one', () => {
    expect(words(Buffer.from([0x7b, 0x22, 0xff, 0x22]))).toBe('line 1, column 3 cannot be read');
    const replaced = Buffer.from('{"\ufffd\ufffd":"');
    expect(words(Buffer.concat([replaced, Buffer.from([0xef, 0xbf])]))).toBe('line 1, column 8 cannot be read');
    expect(words(replaced)).toBe('it ends too early');
  });

  it.each(['{', '{"a":', '{"a":"b', '[1', '{"a":{}', ' ', '"\\', '"\\u12', '[tru', 'n', '-', '[1.', '2e+'])(
    'is the end of %j',
    (text) => {
      expect(words(text)).toBe('it ends too early');
    },
  );

  it.each([
    ['[\\', 2],
    ['"\\u1x', 2],
    ['tru ', 1],
    ['tra', 1],
    ['tu', 1],
    ['{t', 2],
    ['01.', 2],
    ['[-]', 2],
  ])('is not the end of %j, which nothing could complete', (text, column) => {
    expect(words(text)).toBe(`line 1, column ${column} cannot be read`);
  });

  it('is the end of each beginning of a text that is JSON, unless that is JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, length) => {
        const begun = text.slice(0, length % text.length);
        expect(isJson(begun) || words(begun)).toBe(isJson(begun) || 'it ends too early');
      }),
    );
  });

  it('is there for all texts that JSON.parse refuses, and for no other', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'u',
      '0',
      '1',
      '-',
      '.',
      'e',
      't',
      ' ',
      '\n',
      '\u00e9',
    );
    fc.assert(
      fc.property(fc.json(), fc.array(fc.tuple(fc.nat(), signs), { maxLength: 3 }), (text, changes) => {
        let changed = text;
        for (const [at, sign] of changes) {
          const place = at % (changed.length + 1);
          changed = changed.slice(0, place) + sign + changed.slice(place + (at % 2));
        }
        expect([changed, jsonFault(Buffer.from(changed)) === null]).toEqual([changed, isJson(changed)]);
      }),
      { numRuns: 1_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
