import fc from 'fast-check';
import { Environment } from './environment.js';

/** Few names, many of which become the same variable. */
const level = fc
  .string({ unit: fc.constantFrom(...'aaaaabbb-._-._1'), minLength: 1, maxLength: 2 })
  .filter((one) => !/^\.+$/.test(one));
const path = fc.array(level, { minLength: 1, maxLength: 2 }).map((levels) => ['app', ...levels].join('/'));
const field = fc.string({ unit: fc.constantFrom(...'aaaaaAAAAbbbb-._-._-._1ß'), maxLength: 2 });
const value = fc.oneof(
  fc.constantFrom('', 'text', '[1]', '{', '{}'),
  fc
    .dictionary(field, fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxKeys: 3 })
    .map((one) => JSON.stringify(one)),
);
const aTree = fc.uniqueArray(fc.tuple(path, value), { selector: ([at]) => at, minLength: 2, maxLength: 10 });

/** What the tree must give, found in another way: every value with its name, and how often each name is there. */
function naive(tree: readonly (readonly [path: string, value: string])[]) {
  const pairs: [name: string, value: string, path: string][] = [];
  for (const [path, text] of tree) {
    const own = named(path.split('/').slice(1).join('/'));
    const object = objectOf(text);
    if (!object || Object.keys(object).length === 0) pairs.push([own, text, path]);
    else {
      for (const [key, one] of Object.entries(object)) {
        pairs.push([`${own}_${named(key)}`, typeof one === 'string' ? one : JSON.stringify(one), path]);
      }
    }
  }
  const pathsOf = (name: string) => pairs.filter(([one]) => one === name).map(([, , path]) => path);
  const isRefused = pairs.some(
    ([name]) => pathsOf(name).length > 1 || !/^[A-Z_]/.test(name) || /[^A-Z0-9_]/.test(name),
  );
  return { pairs: pairs.map(([name, value]) => [name, value] as const), isRefused, pathsOf };
}

function named(text: string): string {
  let name = '';
  for (const one of text) name += '.-/'.includes(one) ? '_' : one >= 'a' && one <= 'z' ? one.toUpperCase() : one;
  return name;
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const parsed = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

describe('an environment', () => {
  it('never drops or overwrites a name: it has every value of any tree, or it is refused with the paths [R113]', () => {
    const seen = { given: 0, collision: 0, invalid: 0 };
    fc.assert(
      fc.property(aTree, (tree) => {
        const expected = naive(tree);
        const environment = new Environment('app/');
        for (const [path, value] of tree) {
          const fault = environment.add(path, value);
          if (!fault) continue;
          expect(expected.isRefused).toBe(true);
          seen[fault.kind as 'collision' | 'invalid'] += 1;
          const pathsOfName = expected.pathsOf(fault.name);
          for (const told of fault.paths) expect(pathsOfName).toContain(told);
          expect(fault.paths).toHaveLength(fault.kind === 'collision' ? 2 : 1);
          return;
        }
        expect(expected.isRefused).toBe(false);
        expect(environment.toObject()).toEqual(Object.fromEntries(expected.pairs));
        expect(Object.keys(environment.toObject())).toHaveLength(expected.pairs.length);
        seen.given += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(Object.values(seen).filter((times) => times < 50)).toEqual([]);
  });
});
