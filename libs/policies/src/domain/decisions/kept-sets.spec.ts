import fc from 'fast-check';
import { ALL_PERMISSIONS, type Permission } from '#kernel';
import { modelOf, policyOf, roleOf } from '../../testing/authorization-model.js';
import { anyName, anyPolicies, SOME_FACTS } from '../../testing/naive-policies.js';
import type { AuthorizationModel, Statement } from '../model.js';
import { CompiledModel } from './compiled-model.js';

const READ: Permission = 'secret:read';
const FACTS = SOME_FACTS[0];

function allowing(...resources: string[]): Statement {
  return { effect: 'allow', actions: [READ], resources };
}

/** As another node reads it: nothing of it is the same object. */
function readAgain(model: AuthorizationModel): AuthorizationModel {
  return JSON.parse(JSON.stringify(model));
}

describe('what is compiled of one revision of the model', () => {
  const FIRST = modelOf({
    roles: [roleOf('a', ['pa']), roleOf('b', ['pb']), roleOf('none', [])],
    policies: [policyOf('pa', [allowing('secret:a/**')]), policyOf('pb', [allowing('secret:b/**')])],
  });
  const withPb = (...statements: Statement[]) =>
    readAgain({ ...FIRST, policies: FIRST.policies.map((one) => (one.name === 'pb' ? { ...one, statements } : one)) });

  function compiled(model: AuthorizationModel, before?: CompiledModel): CompiledModel {
    const made = new CompiledModel(1, model, before);
    for (const roles of [['a'], ['b'], ['a', 'b']]) made.decide({ roles }, FACTS, READ, 'a/x');
    return made;
  }
  const rulesOf = (model: CompiledModel, ...roles: string[]) => model.roleSet(roles).rules(READ);

  it('is not kept of a policy whose content is another one, whatever its name, id and revision say', () => {
    const first = compiled(FIRST);
    const next = new CompiledModel(2, withPb(allowing('secret:c/**')), first);
    for (const roles of [['b'], ['a', 'b']]) {
      expect(next.decide({ roles }, FACTS, READ, 'b/x').allowed).toBe(false);
      expect(next.decide({ roles }, FACTS, READ, 'c/x').allowed).toBe(true);
    }
  });

  it('is not kept of a role that is gone, or refers to other policies, or to one that is gone or cannot be read', () => {
    const first = compiled(FIRST);
    const unreadable = { effect: 'deny', actions: ['secret:read'], resources: ['nothing:x'] } as const;
    const others: readonly AuthorizationModel[] = [
      { ...FIRST, roles: FIRST.roles.filter(({ name }) => name !== 'b') },
      { ...FIRST, roles: FIRST.roles.map((one) => (one.name === 'b' ? { ...one, policies: [] } : one)) },
      { ...FIRST, policies: FIRST.policies.filter(({ name }) => name !== 'pb') },
      withPb(unreadable),
    ];
    for (const model of others) {
      const next = new CompiledModel(2, model, first);
      expect(next.decide({ roles: ['b'] }, FACTS, READ, 'b/x').allowed).toBe(false);
      expect(next.decide({ roles: ['a'] }, FACTS, READ, 'a/x').allowed).toBe(true);
    }
  });

  it('is kept of all other policies and roles, also where another node published the change', () => {
    const first = compiled(FIRST);
    const second = compiled(withPb(allowing('secret:c/**')), first);
    const third = new CompiledModel(3, withPb(allowing('secret:d/**')), second);
    for (const next of [second, third]) expect(rulesOf(next, 'a')).toBe(rulesOf(first, 'a'));
    expect(rulesOf(second, 'a', 'b')).not.toBe(rulesOf(first, 'a', 'b'));
    expect(second.statements('pa')).toBe(first.statements('pa'));
  });

  it('is compared once for each role, however many sets have it', () => {
    const others = Array.from({ length: 50 }, (_, index) => roleOf(`other-${index}`, ['pb']));
    const wide = { ...FIRST, roles: [...FIRST.roles, ...others] };
    const first = new CompiledModel(1, wide);
    for (const { name } of others) first.roleSet(['a', name]).rules(READ);
    let compared = 0;
    const shared = {
      ...roleOf('a', ['pa']),
      get policies() {
        compared += 1;
        return ['pa'];
      },
    };
    const again = readAgain(wide);
    const roles = again.roles.map((one) => (one.name === 'a' ? shared : one));
    const next = new CompiledModel(2, { ...again, roles }, first);
    expect(compared).toBe(1);
    expect(next.roleSet(['a', 'other-49']).rules(READ)).toBe(first.roleSet(['a', 'other-49']).rules(READ));
  });

  it('counts for the bound of memory of each revision', () => {
    const resources = Array.from({ length: 60_000 }, (_, index) => `secret:a/${index}`);
    const policies = [policyOf('pa', [{ effect: 'allow', actions: ['secret:*'], resources }])];
    const wide = modelOf({ roles: [roleOf('a', ['pa'])], policies });
    const [first, ...others] = ALL_PERMISSIONS.filter((one) => one.startsWith('secret:')).slice(0, 7);
    const indexed = (model: CompiledModel, ...permissions: Permission[]) =>
      permissions.map((one) => model.roleSet(['a']).rules(one));
    const one = new CompiledModel(1, wide);
    const [rules] = indexed(one, first ?? READ, ...others.slice(0, 3));
    const two = new CompiledModel(2, readAgain(wide), one);
    expect(indexed(two, first ?? READ)[0] === rules).toBe(true);
    indexed(two, ...others);
    expect(two.roleSet(['a']).size).toBe(0);
  });

  it('decides after any changes as what is compiled afresh', () => {
    const roles = [['r0'], ['r1'], ['r0', 'r1']];
    let kept = 0;
    const models = fc.array(
      fc.tuple(anyPolicies(['r0', 'r1']), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })),
      {
        ...{ minLength: 2, maxLength: 4 },
      },
    );
    const property = fc.property(models, anyName, fc.constantFrom(...SOME_FACTS), (changes, name, facts) => {
      let before: CompiledModel | undefined;
      for (const [drawn, changed] of changes) {
        const model = mixed(before?.model ?? drawn, drawn, changed);
        const [next, fresh] = [new CompiledModel(2, model, before), new CompiledModel(2, model)];
        for (const held of roles) {
          if (before && next.roleSet(held).size > 0) kept += 1;
          for (const permission of [READ, 'secret:list', 'policy:read'] as const) {
            const answers = [next, fresh].map((one) => {
              const { allowed, reason } = one.decide({ roles: held }, facts, permission, name);
              const scope = one.scope({ roles: held }, facts, permission);
              return { allowed, reason, ranges: scope.ranges, isIn: scope.allows(name) };
            });
            expect(answers[0]).toEqual(answers[1]);
          }
        }
        before = next;
      }
    });
    fc.assert(property);
    expect(kept).toBeGreaterThan(0);
  });
});

/** `before` as it is read again, with those roles and policies of `drawn` of which `changed` says so. */
function mixed(before: AuthorizationModel, drawn: AuthorizationModel, changed: readonly boolean[]): AuthorizationModel {
  const { roles, policies } = readAgain(before);
  const pick = <T>(mine: readonly T[], theirs: readonly T[], from: number) =>
    mine.map((one, index) => (changed[from + index] ? (theirs[index] ?? one) : one));
  return { ...before, policies: pick(policies, drawn.policies, 0), roles: pick(roles, drawn.roles, 4) };
}
