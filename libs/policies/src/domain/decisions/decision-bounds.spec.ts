import { modelWith } from '../../testing/authorization-model.js';
import { deepName, slowStatements } from '../../testing/slow-policies.js';
import type { Conditions, Statement } from '../model.js';
import { CompiledModel } from './compiled-model.js';
import { LIST_STEPS } from './name-scope.js';
import { DECISION_STEPS } from './permission-rules.js';

const FACTS = { ip: '192.0.2.1', now: Date.UTC(2026, 10, 22), mfaAt: null };
const HOLDER = { roles: ['role'] };
const EVERYTHING: Statement = { effect: 'allow', actions: ['*'], resources: ['**'] };
const DEEP_NAME = deepName('key');

function statement(effect: 'allow' | 'deny', resource: string, conditions?: Conditions): Statement {
  return { effect, actions: ['secret:list'], resources: [resource], ...(conditions && { conditions }) };
}

function slow(effect: 'allow' | 'deny', count: number): Statement[] {
  return slowStatements(effect, 'secret:list', count);
}

function compiled(...statements: Statement[]): CompiledModel {
  return new CompiledModel(1, modelWith(...statements));
}

function decide(model: CompiledModel, name: string) {
  return model.decide(HOLDER, FACTS, 'secret:list', name);
}

describe('the cost of a decision', () => {
  it.each(['allow', 'deny'] as const)(
    'is bounded: too many %s patterns deny a name that they do not match',
    (effect) => {
      const others = effect === 'deny' ? [EVERYTHING] : [];
      const { allowed, reason } = decide(compiled(...slow(effect, 1_500), ...others), DEEP_NAME);
      expect({ allowed, reason }).toEqual({
        allowed: false,
        reason: `the roles have patterns that take more than ${DECISION_STEPS} steps`,
      });
    },
  );

  it('is counted: no decision takes more steps than its bound', () => {
    const rules = compiled(...slow('deny', 1_500), EVERYTHING)
      .roleSet(HOLDER.roles)
      .rules('secret:list');
    expect(rules.rule(DEEP_NAME, () => true).steps.used).toBe(DECISION_STEPS + 1);
    expect(rules.rule('a/b/c', () => true).steps.used).toBeLessThan(DECISION_STEPS / 20);
  });

  it('stays far from its bound where a full policy of globs meets an ordinary name', () => {
    expect(decide(compiled(...slow('deny', 2_500), EVERYTHING), 'prod/app/db/password').allowed).toBe(true);
  });

  it('does not grow with rules that have equal conditions', () => {
    const denies = Array.from({ length: 20_000 }, () => statement('deny', 'secret:a', { mfa: true }));
    const rules = compiled(...denies, EVERYTHING)
      .roleSet(HOLDER.roles)
      .rules('secret:list');
    expect(rules.rule('a', () => false)).toMatchObject({ allowed: true, steps: { used: expect.any(Number) } });
    expect(rules.rule('a', () => false).steps.used).toBeLessThan(10);
  });

  it('is bounded: roles with more than 1,000 different conditions deny everything', () => {
    const denies = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        statement('deny', 'secret:a', { ip: [`10.0.${index >> 8}.${index % 256}`] }),
      );
    expect(decide(compiled(...denies(1_000), EVERYTHING), 'a').allowed).toBe(true);
    expect(decide(compiled(...denies(1_001), EVERYTHING), 'a')).toMatchObject({
      allowed: false,
      reason: 'the roles have more than 1000 conditions: everything is denied',
    });
  });
});

describe('the cost of a list', () => {
  it('is counted over its names, and is spent after a bounded number of them', () => {
    const scope = compiled(...slow('deny', 1_500), EVERYTHING).scope(HOLDER, FACTS, 'secret:list');
    let names = 0;
    for (; !scope.isSpent; names += 1) scope.allows(DEEP_NAME);
    expect(names).toBe(Math.floor(LIST_STEPS / (DECISION_STEPS + 1)) + 1);
  });

  it('is counted anew for each request', () => {
    const model = compiled(...slow('deny', 1_500), EVERYTHING);
    const first = model.scope(HOLDER, FACTS, 'secret:list');
    while (!first.isSpent) first.allows(DEEP_NAME);
    expect(model.scope(HOLDER, FACTS, 'secret:list').isSpent).toBe(false);
  });
});
