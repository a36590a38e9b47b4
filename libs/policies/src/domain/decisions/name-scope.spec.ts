import fc from 'fast-check';
import { modelWith } from '../../testing/authorization-model.js';
import { anyName, anyPolicies, SOME_FACTS } from '../../testing/naive-policies.js';
import type { Statement } from '../model.js';
import { clipRanges, mergeRanges, type PathRange, subtractRanges } from '../patterns/path-ranges.js';
import type { RequestFacts } from '../request-facts.js';
import { CompiledModel } from './compiled-model.js';

const FACTS: RequestFacts = { ip: '192.0.2.1', now: Date.UTC(2026, 10, 22), mfaAt: null };
const HOLDER = { roles: ['role'] };

function inside(ranges: readonly PathRange[], name: string): boolean {
  return ranges.some(({ from, to }) => from <= name && (to === null || name < to));
}

function scopeOf(...statements: Statement[]) {
  return new CompiledModel(1, modelWith(...statements)).scope(HOLDER, FACTS, 'secret:list');
}

function allowing(...resources: string[]): Statement {
  return { effect: 'allow', actions: ['secret:list'], resources };
}

function denying(...resources: string[]): Statement {
  return { effect: 'deny', actions: ['secret:list'], resources };
}

describe('a scope', () => {
  it('is empty for a caller who may list nothing', () => {
    expect(scopeOf().ranges).toEqual([]);
    expect(scopeOf(allowing('secret:a/**'), denying('**')).ranges).toEqual([]);
  });

  it('leaves out ranges that are denied as a whole [R48]', () => {
    expect(scopeOf(allowing('**'), denying('secret:b/**')).ranges).toEqual([
      { from: '', to: 'b/' },
      { from: 'b0', to: null },
    ]);
  });

  it('leaves partly denied ranges to the filter [R48]', () => {
    const scope = scopeOf(allowing('secret:a/**'), denying('secret:a/*/key'));
    expect(scope.ranges).toEqual([{ from: 'a/', to: 'a0' }]);
    expect([scope.allows('a/b/key'), scope.allows('a/b/c'), scope.allows('b')]).toEqual([false, true, false]);
  });

  it('holds no name that lies beside a range, or that a deny takes out of it [R48]', () => {
    const whole = scopeOf(allowing('secret:a/**', 'secret:key'), denying('secret:a/b/**'));
    expect(['a', 'a-', 'a0', 'a/b/c', 'key2', 'key/x', 'a//b'].filter((name) => whole.allows(name))).toEqual([]);
    expect(['a/b', 'a/c', 'key'].every((name) => whole.allows(name))).toBe(true);
    const denied = scopeOf(allowing('secret:a/**'), denying('secret:a/key'));
    expect([denied.allows('a/key'), denied.allows('a/keys')]).toEqual([false, true]);
  });

  it('joins ranges that touch, from any number of policies', () => {
    const many = Array.from({ length: 500 }, (_, index) => allowing(`secret:prod/app-${index}*`, 'secret:prod/**'));
    expect(scopeOf(...many).ranges).toEqual([{ from: 'prod/', to: 'prod0' }]);
  });

  it('follows the conditions of the request', () => {
    const model = new CompiledModel(1, modelWith({ ...allowing('secret:a/**'), conditions: { mfa: true } }));
    expect(model.scope(HOLDER, FACTS, 'secret:list').ranges).toEqual([]);
    expect(model.scope(HOLDER, { ...FACTS, mfaAt: 1 }, 'secret:list').ranges).toHaveLength(1);
    expect(model.scope(HOLDER, FACTS, 'secret:list').ranges).toEqual([]);
  });

  it('allows exactly what a decision allows, inside sorted ranges without overlaps', () => {
    const property = fc.property(
      anyPolicies(['r0', 'r1']),
      fc.array(anyName, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(...SOME_FACTS),
      (model, names, facts) => {
        const compiled = new CompiledModel(1, model);
        const holder = { roles: ['r0', 'r1'] };
        const scope = compiled.scope(holder, facts, 'secret:list');
        for (const name of names) {
          const allowed = compiled.decide(holder, facts, 'secret:list', name).allowed;
          expect(scope.allows(name)).toBe(allowed);
          if (allowed) expect(inside(scope.ranges, name)).toBe(true);
        }
        scope.ranges.slice(1).forEach((range, index) => {
          expect((scope.ranges[index]?.to ?? '\uffff') < range.from).toBe(true);
        });
      },
    );
    fc.assert(property, { numRuns: 2_000 });
  });
});

describe('ranges', () => {
  const letter = fc.constantFrom(...'abcdefgh');
  const anyRange = fc
    .tuple(letter, fc.option(letter))
    .map(([from, to]): PathRange => (to === null || from < to ? { from, to } : { from: to, to: `${from}~` }));
  const someRanges = fc.array(anyRange, { maxLength: 6 });

  it('lose exactly the names that are subtracted', () => {
    const property = fc.property(someRanges, someRanges, (ranges, holes) => {
      const left = subtractRanges(mergeRanges(ranges), mergeRanges(holes));
      for (const name of 'abcdefghi') {
        expect(inside(left, name)).toBe(inside(ranges, name) && !inside(holes, name));
      }
      for (const { from, to } of left) expect(to === null || from < to).toBe(true);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  it('keep exactly the names with the prefix that they are clipped to', () => {
    const property = fc.property(someRanges, letter, (ranges, prefix) => {
      const clipped = clipRanges(ranges, prefix);
      for (const name of ['a', 'az', 'b', 'c/d', 'd', 'h', 'hz', 'i']) {
        expect(inside(clipped, name)).toBe(inside(ranges, name) && name.startsWith(prefix));
      }
    });
    fc.assert(property);
  });
});
