import fc from 'fast-check';
import type { Permission } from '#kernel';
import { modelOf, modelWith, policyOf, roleOf } from '../../testing/authorization-model.js';
import { anyName, anyPolicies, naiveDecision, SOME_FACTS } from '../../testing/naive-policies.js';
import { firstModel } from '../built-ins.js';
import type { Statement } from '../model.js';
import type { RequestFacts } from '../request-facts.js';
import { CompiledModel } from './compiled-model.js';

const FACTS: RequestFacts = { ip: '192.0.2.1', now: Date.UTC(2026, 10, 22), mfaAt: null };
const HOLDER = { roles: ['role'] };

function decides(statements: Statement[], name: string, facts: RequestFacts = FACTS): boolean {
  return new CompiledModel(1, modelWith(...statements)).decide(HOLDER, facts, 'secret:read', name).allowed;
}

function allowing(...resources: string[]): Statement {
  return { effect: 'allow', actions: ['secret:read'], resources };
}

function denying(...resources: string[]): Statement {
  return { effect: 'deny', actions: ['secret:read'], resources };
}

describe('a decision', () => {
  it('denies what no statement allows', () => {
    expect(decides([], 'prod/db')).toBe(false);
    expect(decides([allowing('secret:dev/**')], 'prod/db')).toBe(false);
  });

  it('lets a deny win over every allow, whatever the order [R48]', () => {
    expect(decides([denying('secret:prod/db'), allowing('**')], 'prod/db')).toBe(false);
    expect(decides([allowing('secret:prod/db'), denying('secret:**')], 'prod/db')).toBe(false);
  });

  it('denies a name with pattern characters or in a form that is not canonical [R47] [R49]', () => {
    for (const name of ['*', 'prod/*', '**', ' prod', 'prod//db', '/prod', 'prod/', '../prod', 'a/./b', '']) {
      expect([name, decides([allowing('**')], name)]).toEqual([name, false]);
    }
    expect(decides([allowing('**')], 'prod/db')).toBe(true);
    const model = new CompiledModel(1, modelWith({ effect: 'allow', actions: ['*'], resources: ['**'] }));
    for (const permission of ['role:read', 'policy:read', 'user:read', 'service_account:read', 'key:read'] as const) {
      expect(model.decide(HOLDER, FACTS, permission, 'root').allowed).toBe(true);
      expect(model.decide(HOLDER, FACTS, permission, 'Root').allowed).toBe(false);
      expect(model.scope(HOLDER, FACTS, permission).allows('Root')).toBe(false);
    }
  });

  it('takes paths that differ in case for different paths [R47]', () => {
    for (const [pattern, matching, other] of [
      ['secret:prod/**', 'prod/DB', 'PROD/db'],
      ['secret:PROD/**', 'PROD/db', 'prod/db'],
      ['secret:Prod', 'Prod', 'prod'],
      ['secret:*/API_*', 'x/API_KEY', 'x/api_key'],
      ['secret:**/*Key', 'x/y/ApiKey', 'x/y/apikey'],
    ] as const) {
      expect([pattern, decides([allowing(pattern)], matching), decides([allowing(pattern)], other)]).toEqual([
        ...[pattern, true, false],
      ]);
      expect(decides([allowing('**'), denying(pattern)], matching)).toBe(false);
      expect(decides([allowing('**'), denying(pattern)], other)).toBe(true);
    }
  });

  it('denies everything to a user with a role that does not exist', () => {
    const model = new CompiledModel(1, modelWith(allowing('**')));
    const decision = model.decide({ roles: ['role', 'gone'] }, FACTS, 'secret:read', 'a');
    expect(decision).toMatchObject({ allowed: false, reason: 'the role "gone" is gone: everything is denied' });
    expect(model.holdsAny({ roles: ['role', 'gone'] }, 'secret:read')).toBe(false);
    expect(model.scope({ roles: ['gone'] }, FACTS, 'secret:list').ranges).toEqual([]);
  });

  it('denies everything to a user with a role whose policy does not exist', () => {
    const model = modelOf({ roles: [roleOf('role', ['p', 'gone'])], policies: [policyOf('p', [allowing('**')])] });
    expect(new CompiledModel(1, model).decide(HOLDER, FACTS, 'secret:read', 'a').allowed).toBe(false);
  });

  it('denies everything when a deny cannot be read', () => {
    const broken: Statement[] = [
      { effect: 'deny', actions: ['secret:unheard-of'], resources: ['**'] },
      { effect: 'deny', actions: ['*'], resources: ['planet:mars'] },
      { effect: 'deny', actions: ['*'], resources: ['user:Root'] },
      { effect: 'deny', actions: ['*'], resources: ['secret:a**'] },
      { effect: 'refuse' as 'deny', actions: ['*'], resources: ['secret:z'] },
      { effect: 'deny' } as Statement,
    ];
    for (const statement of broken) expect(decides([allowing('**'), statement], 'a')).toBe(false);
  });

  it('ignores the unreadable part of an allow, and applies the rest', () => {
    expect(decides([allowing('planet:mars', 'secret:a')], 'a')).toBe(true);
    expect(decides([allowing('planet:mars', 'secret:a')], 'b')).toBe(false);
  });

  it('denies if a condition of an allow or of a deny cannot be evaluated', () => {
    const bad: Statement['conditions'][] = [
      { ip: ['10.0.0.0/99'] },
      { mfa_max_age: 'soon' as unknown as number },
      { time: { days: ['mon'], from: '25:00', to: '26:00', zone: 'UTC' } },
      { time: { days: ['mon'], from: '08:00', to: '09:00', zone: 'Mars/Olympus' } },
      { mood: 'good' } as Statement['conditions'],
    ];
    for (const conditions of bad) {
      expect(decides([{ ...allowing('**'), conditions }], 'a')).toBe(false);
      expect(decides([allowing('**'), { ...denying('**'), conditions }], 'a')).toBe(false);
    }
  });

  it("denies if a statement needs the client's address and it cannot be read", () => {
    const conditions = { ip: ['0.0.0.0/0', '::/0'] };
    const nowhere = { ...FACTS, ip: 'unix:' };
    expect(decides([{ ...allowing('**'), conditions }], 'a', nowhere)).toBe(false);
    expect(decides([allowing('**'), { ...denying('**'), conditions }], 'a', nowhere)).toBe(false);
  });

  it('applies only to the permissions and kinds that a statement names', () => {
    const model = new CompiledModel(1, modelWith(allowing('**')));
    expect(model.decide(HOLDER, FACTS, 'secret:reveal', 'a').allowed).toBe(false);
    expect(model.decide(HOLDER, FACTS, 'policy:read', 'a').allowed).toBe(false);
  });

  it('gives each denial one random id', () => {
    const model = new CompiledModel(1, modelWith());
    const [one, other] = [1, 2].map(() => model.decide(HOLDER, FACTS, 'secret:read', 'a'));
    expect(one?.decisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(one?.decisionId).toBe(one?.decisionId);
    expect(one?.decisionId).not.toBe(other?.decisionId);
  });

  it('names the statement that decided', () => {
    const model = new CompiledModel(1, modelWith(allowing('secret:b/**'), denying('secret:a')));
    const reason = (name: string) => model.decide(HOLDER, FACTS, 'secret:read', name).reason;
    expect(reason('a')).toBe('denied by the policy "policy", statements[1]');
    expect(reason('b/c')).toBe('allowed by the policy "policy", statements[0]');
    expect(reason('c')).toBe('no statement allows it');
  });

  it('names the statements that would allow, with the conditions that do not hold', () => {
    const under = (conditions: Statement['conditions']) => ({ ...allowing('secret:a/**'), conditions });
    const model = new CompiledModel(
      1,
      modelWith(allowing('secret:b'), under({ mfa: true, ip: ['10.0.0.0/8'] }), under({ mfa_max_age: 60 })),
    );
    const reason = (facts: Partial<RequestFacts>) =>
      model.decide(HOLDER, { ...FACTS, ...facts }, 'secret:read', 'a/b').reason;
    expect(reason({ ip: '192.0.2.1', mfaAt: null })).toBe(
      'no statement allows it; in the policy "policy", statements[1], ip does not hold and mfa does not hold; in the policy "policy", statements[2], mfa_max_age does not hold',
    );
    expect(reason({ ip: null, mfaAt: FACTS.now - 61_000 })).toMatch('statements[1], ip cannot be evaluated;');
    expect(reason({ ip: null, mfaAt: FACTS.now })).toBe('allowed by the policy "policy", statements[2]');
  });

  it('agrees with a second, naive implementation [R48]', () => {
    const roles = ['r0', 'r1', 'r2'];
    const assigned = fc.subarray([...roles, 'gone'], { minLength: 1 });
    const property = fc.property(
      anyPolicies(roles),
      assigned,
      anyName,
      fc.constantFrom(...SOME_FACTS),
      (model, held, name, facts) => {
        for (const permission of ['secret:read', 'secret:list', 'policy:read'] as const) {
          const decided = new CompiledModel(1, model).decide({ roles: held }, facts, permission, name).allowed;
          expect(decided).toBe(naiveDecision(model, held, facts, permission, name));
        }
      },
    );
    fc.assert(property, { numRuns: 3_000 });
  });
});

describe('holding a permission on something', () => {
  it('is false without an allow and under a deny of everything', () => {
    const holds = (...statements: Statement[]) =>
      new CompiledModel(1, modelWith(...statements)).holdsAny(HOLDER, 'secret:read');
    expect(holds()).toBe(false);
    expect(holds(allowing('**'), denying('secret:**'))).toBe(false);
    expect(holds(allowing('secret:a'), denying('secret:b/**'))).toBe(true);
  });

  it('is true for every caller whom a decision allows', () => {
    const property = fc.property(anyPolicies(['r0']), anyName, fc.constantFrom(...SOME_FACTS), (model, name, facts) => {
      const compiled = new CompiledModel(1, model);
      if (!compiled.decide({ roles: ['r0'] }, facts, 'secret:read', name).allowed) return;
      expect(compiled.holdsAny({ roles: ['r0'] }, 'secret:read')).toBe(true);
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});

describe('the built-in roles', () => {
  const model = new CompiledModel(1, firstModel(0));
  const allowed = (role: string, permission: Permission) =>
    model.decide({ roles: [role] }, FACTS, permission, 'log').allowed;

  it('let a member use only the own account', () => {
    expect([allowed('member', 'audit:read'), allowed('member', 'secret:reveal')]).toEqual([false, false]);
  });

  it('let an auditor read the audit and nothing else', () => {
    expect([allowed('auditor', 'audit:read'), allowed('auditor', 'secret:reveal')]).toEqual([true, false]);
    expect([allowed('auditor', 'audit:export-personal'), allowed('auditor', 'audit:rotate')]).toEqual([false, false]);
  });

  it('let an administrator do everything', () => {
    expect([allowed('administrator', 'audit:read'), allowed('administrator', 'secret:reveal')]).toEqual([true, true]);
  });
});

describe('memory', () => {
  it('is bounded: old sets of roles and patterns are dropped, and decided again', () => {
    const resources = Array.from({ length: 3_000 }, (_, index) => `secret:app-${index}/**`);
    const roles = Array.from({ length: 100 }, (_, index) => roleOf(`r${index}`, ['p']));
    const model = new CompiledModel(1, modelOf({ roles, policies: [policyOf('p', [allowing(...resources)])] }));
    for (let round = 0; round < 2; round += 1) {
      for (const { name } of roles) {
        expect(model.decide({ roles: [name] }, FACTS, 'secret:read', 'app-7/x').allowed).toBe(true);
      }
    }
  });
});
