import { parseExact } from '#kernel';
import { isDeep, isSameJson, LEVELS_MAX } from './json-value.js';

describe('values of JSON', () => {
  it('counts levels outside of texts alone', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect([nested(LEVELS_MAX), nested(LEVELS_MAX + 1)].map(isDeep)).toEqual([false, true]);
    expect(isDeep(JSON.stringify({ a: nested(100), '"{{': '\\"[[' }))).toBe(false);
    expect(isDeep(`{"a":${nested(30_000)}}`)).toBe(true);
  });

  it.each([
    ['{"a":1,"b":[1,{"c":null}]}', '{ "b": [1, {"c": null}], "a": 1 }', true],
    ['{"a":1}', '{"a":1.0}', false],
    ['{"a":[1,2]}', '{"a":[2,1]}', false],
    ['{"a":"1"}', '{"a":1}', false],
    ['{"__proto__":1}', '{}', false],
    ['{"a":"\\u0026"}', '{"a":"&"}', true],
  ])('compares %s with %s', (one, other, same) => {
    expect(isSameJson(parseExact(one), parseExact(other))).toBe(same);
  });
});
