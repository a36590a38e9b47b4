import fc from 'fast-check';
import { modelOf, policyOf, roleOf } from '../../testing/authorization-model.js';
import { anyName, anyPolicies, anyStatement, SOME_FACTS } from '../../testing/naive-policies.js';
import { ADMINISTRATOR } from '../built-ins.js';
import { CompiledModel } from '../decisions/compiled-model.js';
import type { Statement } from '../model.js';
import { refusalOf } from './grant.js';

function allowing(action: string, resource: string, conditions?: Statement['conditions']): Statement {
  return { effect: 'allow', actions: [action], resources: [resource], conditions };
}

function denying(action: string, resource: string): Statement {
  return { effect: 'deny', actions: [action], resources: [resource] };
}

function grants(held: Statement[], given: Statement): boolean {
  const model = modelOf({ roles: [roleOf('role', ['own'])], policies: [policyOf('own', held)] });
  const grantor = { roles: ['role'], isAdministrator: false };
  return refusalOf(new CompiledModel(1, model), grantor, { statements: [given] }) === null;
}

describe('granting', () => {
  it('refuses an action that the grantor does not hold [R51]', () => {
    expect(grants([allowing('secret:read', '**')], allowing('secret:reveal', 'secret:a'))).toBe(false);
    expect(grants([allowing('secret:read', '**')], allowing('secret:*', 'secret:a'))).toBe(false);
    expect(grants([allowing('secret:*', 'secret:**')], allowing('*', '**'))).toBe(false);
  });

  it('refuses a wider pattern than the grantor holds [R51]', () => {
    const refused: [string, string][] = [
      ['secret:a/*', 'secret:a/**'],
      ['secret:a/**', 'secret:a'],
      ['secret:a/**', 'secret:**'],
      ['secret:a*', 'secret:*'],
      ['secret:*/**', 'secret:**'],
      ['secret:a*b', 'secret:a*'],
      ['secret:**/a', 'secret:**'],
    ];
    for (const [held, given] of refused) {
      expect([held, given, grants([allowing('*', held)], allowing('secret:read', given))]).toEqual([
        held,
        given,
        false,
      ]);
    }
  });

  it('grants what lies inside a pattern that the grantor holds', () => {
    const granted: [string, string][] = [
      ['**', 'secret:**'],
      ['secret:**', 'secret:a/*/b'],
      ['secret:a/**', 'secret:a/*'],
      ['secret:a/**', 'secret:a/**/b'],
      ['secret:a*', 'secret:a*b'],
      ['secret:*', 'secret:a*'],
      ['secret:a/*/c', 'secret:a/b*/c'],
    ];
    for (const [held, given] of granted) {
      expect([held, given, grants([allowing('*', held)], allowing('secret:read', given))]).toEqual([held, given, true]);
    }
  });

  it('refuses what a deny of the grantor may match, conditional or not [R51]', () => {
    const held = [allowing('*', '**'), denying('secret:read', 'secret:*/key')];
    expect(grants(held, allowing('secret:read', 'secret:a/**'))).toBe(false);
    expect(grants(held, allowing('secret:read', 'secret:a/k*'))).toBe(false);
    expect(grants(held, allowing('secret:read', 'secret:a/b/**'))).toBe(true);
    expect(grants(held, allowing('secret:list', 'secret:a/**'))).toBe(true);
  });

  it('refuses rather than compare thousands of wild patterns for too long [R51]', () => {
    const starry = (at: number) => `secret:${`*${at.toString(36).padStart(14, 'x')}`.repeat(15)}`;
    const held = Array.from({ length: 50 }, (_, block) => ({
      ...denying('secret:*', ''),
      resources: Array.from({ length: 50 }, (_, at) => starry(block * 50 + at)),
    }));
    const given = { ...allowing('secret:*', ''), resources: Array.from({ length: 50 }, (_, at) => starry(at + 9_999)) };
    // No deny matches what is given: only the bound of the comparison refuses it.
    expect(grants([allowing('*', '**'), ...held], given)).toBe(false);
    const literal = { ...allowing('secret:*', ''), resources: Array.from({ length: 50 }, (_, at) => `secret:q/${at}`) };
    expect(grants([allowing('*', '**'), ...held], literal)).toBe(true);
  });

  it('refuses a grant without a condition that the grantor has [R51]', () => {
    const held = [allowing('*', '**', { mfa: true, ip: ['10.0.0.0/8'] })];
    expect(grants(held, allowing('secret:read', 'secret:a'))).toBe(false);
    expect(grants(held, allowing('secret:read', 'secret:a', { mfa: true }))).toBe(false);
    expect(grants(held, allowing('secret:read', 'secret:a', { ip: ['10.0.0.0/8'], mfa: true }))).toBe(true);
  });

  it('lets everybody add a deny', () => {
    expect(grants([], denying('*', '**'))).toBe(true);
  });

  it('refuses to take away a deny over what the grantor does not hold [R51]', () => {
    const policies = [
      policyOf('own', [allowing('secret:*', 'secret:a/**')]),
      policyOf('bars-a', [denying('secret:read', 'secret:a/b')]),
      policyOf('bars-all', [denying('secret:read', 'secret:**')]),
    ];
    const roles = [roleOf('role', ['own']), roleOf('barred', ['bars-all'])];
    const model = new CompiledModel(1, modelOf({ roles, policies }));
    const grantor = { roles: ['role'], isAdministrator: false };
    expect(refusalOf(model, grantor, {}, { policies: ['bars-all'] })).toContain('does not hold secret:read on **');
    expect(refusalOf(model, grantor, {}, { roles: ['barred'] })).not.toBeNull();
    expect(refusalOf(model, grantor, {}, { policies: ['bars-a'] })).toBeNull();
  });

  it('lets only an administrator make administrators [R51]', () => {
    const policies = [policyOf('all', [allowing('*', '**')])];
    const model = new CompiledModel(
      1,
      modelOf({ roles: [roleOf(ADMINISTRATOR, ['all']), roleOf('role', ['all'])], policies }),
    );
    const given = { roles: [ADMINISTRATOR] };
    expect(refusalOf(model, { roles: ['role'], isAdministrator: false }, given)).not.toBeNull();
    expect(refusalOf(model, { roles: [ADMINISTRATOR], isAdministrator: true }, given)).toBeNull();
  });

  it('lets only an administrator take away a role that does not exist', () => {
    const model = new CompiledModel(1, modelOf({ roles: [roleOf('role', [])] }));
    const taken = { roles: ['gone'] };
    expect(refusalOf(model, { roles: ['role'], isAdministrator: false }, {}, taken)).not.toBeNull();
    expect(refusalOf(model, { roles: ['role'], isAdministrator: true }, {}, taken)).toBeNull();
  });

  it('refuses to give a role that does not exist, also to an administrator', () => {
    const model = new CompiledModel(1, modelOf({ roles: [roleOf('role', [])] }));
    expect(refusalOf(model, { roles: ['role'], isAdministrator: true }, { roles: ['gone'] })).not.toBeNull();
  });

  it('never gives what the grantor is denied, on any name and under any conditions [R51]', () => {
    let granted = 0;
    const property = fc.property(
      anyPolicies(['r0']),
      anyStatement,
      fc.array(anyName, { minLength: 1, maxLength: 8 }),
      (model, given, names) => {
        const grantee = modelOf({ roles: [roleOf('r', ['p'])], policies: [policyOf('p', [given])] });
        const [giver, taker] = [new CompiledModel(1, model), new CompiledModel(1, grantee)];
        const grantor = { roles: ['r0'], isAdministrator: false };
        if (given.effect === 'deny' || refusalOf(giver, grantor, { statements: [given] }) !== null) return;
        granted += 1;
        for (const permission of ['secret:read', 'secret:list', 'policy:read'] as const) {
          for (const [name, facts] of names.flatMap((one) => SOME_FACTS.map((fact) => [one, fact] as const))) {
            if (!taker.decide({ roles: ['r'] }, facts, permission, name).allowed) continue;
            expect(giver.decide(grantor, facts, permission, name).allowed).toBe(true);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 4_000 });
    expect(granted).toBeGreaterThan(100);
  });
});
