import { keyOf, partsOf, placeOf, rendered } from './template.js';

const MOST = 1_000;

describe('a template', () => {
  it.each([
    ['{{ if true }}', 'line 1, column 1'],
    ['a\n  {{ secret }}', 'line 2, column 3'],
    ['{{ secret "a" "b" "c" }}', 'line 1, column 1'],
    ['{{ secret "a" | upper }}', 'line 1, column 1'],
    ["{{ secret 'a' }}", 'line 1, column 1'],
    ['{{- secret "a" }}', 'line 1, column 1'],
    ['{{{ secret "a" }}}', 'line 1, column 1'],
    ['x\r\n{{ secret "a"', 'line 2, column 1'],
    ['{{ secret "a\nb" }}', 'line 1, column 1'],
    ['{{ secret "\\q" }}', 'line 1, column 1'],
    ['{{ secret "a" }} {{ env "HOME" }}', 'line 1, column 18'],
  ])('%j is refused at %s', (template, place) => {
    expect(() => partsOf(template)).toThrow(new RegExp(`^${place}: `));
  });

  it('asks for whole values and for fields', () => {
    const template = 'x={{ secret "prod/db" }}\n{{secret "prod/db" "a \\"b\\""}}}}';
    const parts = partsOf(template);
    expect(parts).toEqual([
      'x=',
      { path: 'prod/db', field: null, at: 2 },
      '\n',
      { path: 'prod/db', field: 'a "b"', at: 25 },
      '}}',
    ]);
    expect(placeOf(template, 25)).toBe('line 2, column 1');
  });

  it('never looks into the values that it puts in [R144]', () => {
    const parts = partsOf('{{ secret "a" }}{{ secret "b" }}');
    const values = new Map([
      [keyOf({ path: 'a', field: null }), '{{ secret "b" }}$&'],
      [keyOf({ path: 'b', field: null }), 'B'],
    ]);
    expect(rendered(parts, values, MOST)).toBe('{{ secret "b" }}$&B');
  });

  it('is bounded: in its references, and in what comes out', () => {
    expect(() => partsOf('{{ secret "a" }}'.repeat(1_001))).toThrow('1000 references at most');
    const values = new Map([[keyOf({ path: 'a', field: null }), 'x'.repeat(501)]]);
    expect(rendered(partsOf('{{ secret "a" }}{{ secret "a" }}'), values, MOST)).toBe(null);
  });
});
