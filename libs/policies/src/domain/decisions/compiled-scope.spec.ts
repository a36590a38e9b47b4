import fc from 'fast-check';
import { ALL_PERMISSIONS, CredentialScope } from '#kernel';
import { modelOf, modelWith, policyOf, roleOf } from '../../testing/authorization-model.js';
import {
  anyName,
  anyPolicies,
  anyStatement,
  naiveDecision,
  naiveScope,
  SOME_FACTS,
} from '../../testing/naive-policies.js';
import { isActiveAdministrator } from '../administrators/administrator-roles.js';
import { ADMINISTRATOR } from '../built-ins.js';
import { refusalOf } from '../grants/grant.js';
import type { Statement } from '../model.js';
import type { PathRange } from '../patterns/path-ranges.js';
import { compileScope } from '../scope.js';
import { CompiledModel } from './compiled-model.js';

const [FACTS] = SOME_FACTS;
const ROLES = ['r0', 'r1'];
const anyScope = fc.array(anyStatement, { minLength: 1, maxLength: 4 });
const someNames = fc.array(anyName, { minLength: 1, maxLength: 12 });

function allowing(actions: string[], ...resources: string[]): Statement {
  return { effect: 'allow', actions, resources };
}

function inside(ranges: readonly PathRange[], name: string): boolean {
  return ranges.some(({ from, to }) => from <= name && (to === null || name < to));
}

describe('a scope', () => {
  const everything = new CompiledModel(1, modelWith(allowing(['*'], '**')));
  const holder = (...scope: Statement[]) => ({ roles: ['role'], scope: compileScope(scope) });

  it('denies what the roles allow and the scope does not, and says so to the audit [R110]', () => {
    const decision = everything.decide(holder(allowing(['secret:read'], 'secret:a')), FACTS, 'secret:read', 'b');
    expect(decision).toMatchObject({ allowed: false, reason: expect.stringMatching(/^outside the scope/) });
  });

  it('allows nothing that the roles do not allow [R110]', () => {
    const nothing = new CompiledModel(1, modelWith());
    const wide = holder(allowing(['*'], '**'));
    expect(nothing.decide(wide, FACTS, 'secret:read', 'a').allowed).toBe(false);
    expect(ALL_PERMISSIONS.some((permission) => nothing.holdsAny(wide, permission))).toBe(false);
  });

  it('denies everything if it was not made by this library, or a deny in it cannot be read [R110]', () => {
    class Forged extends CredentialScope {}
    const unreadable = { ...allowing(['secret:peek'], '**'), effect: 'deny' as const };
    for (const one of [{ roles: ['role'], scope: new Forged() }, holder(allowing(['*'], '**'), unreadable)]) {
      expect(everything.decide(one, FACTS, 'secret:read', 'a').allowed).toBe(false);
      expect(everything.holdsAny(one, 'secret:read')).toBe(false);
      expect(everything.scope(one, FACTS, 'secret:list').ranges).toEqual([]);
    }
  });

  it('never makes or lets anybody act as an administrator [R51] [R110]', () => {
    const roles = [roleOf(ADMINISTRATOR, ['all'])];
    const model = modelOf({ roles, policies: [policyOf('all', [allowing(['*'], '**')])], administrators: ['u'] });
    const principal = {
      ...{ userId: 'u', username: 'u', roles: [ADMINISTRATOR], kind: 'person' as const, credential: 'c' },
      ...{ authenticatedAt: 0, mfaAt: null, passwordChangeRequired: false },
    };
    expect(isActiveAdministrator(model, principal)).toBe(true);
    expect(isActiveAdministrator(model, { ...principal, scope: compileScope([allowing(['*'], '**')]) })).toBe(false);
  });
});

describe('a caller with a scope, for random scopes and roles', () => {
  it('may do exactly what roles and scope both allow, in decisions, lists and routes [R110]', () => {
    let [allowed, narrowed] = [0, 0];
    const property = fc.property(anyPolicies(ROLES), anyScope, someNames, (model, statements, names) => {
      const compiled = new CompiledModel(1, model);
      const holder = { roles: ROLES, scope: compileScope(statements) };
      for (const facts of SOME_FACTS) {
        for (const permission of ['secret:list', 'secret:read', 'policy:read'] as const) {
          const list = compiled.scope(holder, facts, permission);
          for (const name of names) {
            const byRoles = naiveDecision(model, ROLES, facts, permission, name);
            const both = byRoles && naiveScope(statements, facts, permission, name);
            if (both) allowed += 1;
            if (byRoles && !both) narrowed += 1;
            expect(compiled.decide(holder, facts, permission, name).allowed).toBe(both);
            expect(list.allows(name)).toBe(both);
            if (both) expect(inside(list.ranges, name)).toBe(true);
            if (both) expect(compiled.holdsAny(holder, permission)).toBe(true);
          }
          list.ranges.slice(1).forEach((range, index) => {
            expect((list.ranges[index]?.to ?? '\uffff') < range.from).toBe(true);
          });
        }
      }
    });
    fc.assert(property, { numRuns: 300 });
    expect(Math.min(allowed, narrowed)).toBeGreaterThan(100);
  });

  it('gives and takes away nothing that roles or scope do not cover [R51] [R110]', () => {
    let given = 0;
    const property = fc.property(
      anyPolicies(ROLES),
      anyScope,
      anyStatement,
      someNames,
      (model, scope, grant, names) => {
        const compiled = new CompiledModel(1, model);
        const grantor = { roles: ROLES, scope: compileScope(scope), isAdministrator: false };
        const isGiven = refusalOf(compiled, grantor, { statements: [{ ...grant, effect: 'allow' }] }) === null;
        const isTaken = refusalOf(compiled, grantor, {}, { statements: [{ ...grant, effect: 'deny' }] }) === null;
        if (!isGiven && !isTaken) return;
        given += 1;
        for (const facts of SOME_FACTS) {
          for (const permission of ['secret:list', 'secret:read', 'policy:read'] as const) {
            for (const name of names) {
              if (!naiveScope([{ ...grant, effect: 'allow' }], facts, permission, name)) continue;
              expect(naiveDecision(model, ROLES, facts, permission, name)).toBe(true);
              expect(naiveScope(scope, facts, permission, name)).toBe(true);
            }
          }
        }
      },
    );
    fc.assert(property, { numRuns: 3_000 });
    expect(given).toBeGreaterThan(20);
  });
});
