import fc from 'fast-check';
import { formatOf, jsonObjectOf } from './json-value.js';

const membersOf = (text: string) => [...(jsonObjectOf(text) ?? [])];

describe('the JSON of a value', () => {
  it.each([
    '',
    'text',
    '[]',
    '[{"a":1}]',
    '"{}"',
    'null',
    '7',
    '{',
    '{"a":1',
    "{'a':1}",
    '{"a":1,}',
    '{} x',
    '\u00a0{}',
  ])('is no object: %j', (text) => {
    expect(jsonObjectOf(text)).toBeNull();
    expect(formatOf(text)).toBe('text');
  });

  it.each([
    ['{}', []],
    [
      ' \n{ "a" : "b" , "c" : 1 }\t',
      [
        ['a', 'b'],
        ['c', '1'],
      ],
    ],
    ['{"":"no name"}', [['', 'no name']]],
    ['{"a":"\\u0041\\n\\"}{][,:"}', [['a', 'A\n"}{][,:']]],
    ['{"a\\"b":"x"}', [['a"b', 'x']]],
    [
      '{"n":12345678901234567890,"e":1E400,"f":0.10,"m":-0}',
      [
        ['n', '12345678901234567890'],
        ['e', '1E400'],
        ['f', '0.10'],
        ['m', '-0'],
      ],
    ],
    [
      '{"t":true,"f":false,"z":null}',
      [
        ['t', 'true'],
        ['f', 'false'],
        ['z', 'null'],
      ],
    ],
    [
      '{"o":{"a":[1, 2],"b":"}"},"l":[{"x":","}]}',
      [
        ['o', '{"a":[1, 2],"b":"}"}'],
        ['l', '[{"x":","}]'],
      ],
    ],
    [
      '{"__proto__":"a","constructor":"b","toString":"c"}',
      [
        ['__proto__', 'a'],
        ['constructor', 'b'],
        ['toString', 'c'],
      ],
    ],
  ])('gives each member of %s as text', (text, members) => {
    expect(membersOf(text)).toEqual(members);
    expect(formatOf(text)).toBe('json');
  });

  it('takes the last of two members of one name, however the name is written', () => {
    expect(membersOf('{"a":1,"b":2,"\\u0061":{"c":3}}')).toEqual([
      ['a', '{"c":3}'],
      ['b', '2'],
    ]);
  });

  it('is read in bounded time and depth', () => {
    const deep = `{"a":${'['.repeat(32_000)}${']'.repeat(32_000)},"b":"c"}`;
    expect(jsonObjectOf(deep)?.get('b')).toBe('c');
    expect(jsonObjectOf('{"a":'.repeat(10_000))).toBeNull();
  });

  it('agrees with JSON.parse about every object', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const known = Object.entries(JSON.parse(text) as object);
        const read = membersOf(text).map(([name, member]) => [
          name,
          typeof object[name] === 'string' ? member : JSON.parse(member),
        ]);
        expect(Object.fromEntries(read)).toEqual(Object.fromEntries(known));
        expect(read).toHaveLength(known.length);
      }),
    );
  });
});
