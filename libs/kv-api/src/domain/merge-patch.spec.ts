import { type JsonObject, parseExact } from '#kernel';
import { mergePatched } from './merge-patch.js';

const patched = (target: string, patch: string): string =>
  JSON.stringify(mergePatched(parseExact(target), parseExact(patch) as JsonObject));

describe('a merge patch', () => {
  // The cases of RFC 7396, appendix A, whose patch is an object.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '{"a":"b"}', '{"a":"b"}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('of %s by %s is %s', (target, patch, result) => {
    expect(patched(target, patch)).toBe(result);
  });

  it('reaches no prototype, and keeps digits', () => {
    expect(patched('{"n":1.0}', '{"__proto__":{"polluted":1.50}}')).toBe('{"n":1.0,"__proto__":{"polluted":1.50}}');
    expect(patched('{"__proto__":1,"constructor":2}', '{"__proto__":null}')).toBe('{"constructor":2}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('changes neither of its arguments', () => {
    const [target, patch] = [{ a: { b: 1 } }, { a: { c: 2 } }];
    mergePatched(target, patch);
    expect([target, patch]).toEqual([{ a: { b: 1 } }, { a: { c: 2 } }]);
  });
});
