import fc from 'fast-check';
import type { Permission } from '#kernel';
import { modelOf, policyOf, roleOf } from '../../testing/authorization-model.js';
import { anyName, anyPolicies, anyStatement, naiveDecision, SOME_FACTS } from '../../testing/naive-policies.js';
import { ADMINISTRATOR } from '../built-ins.js';
import { CompiledModel } from '../decisions/compiled-model.js';
import type { AuthorizationModel, Statement } from '../model.js';
import type { RequestFacts } from '../request-facts.js';
import { type Grant, refusalOf } from './grant.js';

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

  describe('under a demand for a second factor', () => {
    const policies = [
      policyOf('all', [allowing('*', '**')]),
      policyOf('guarded', [allowing('secret:read', '**', { mfa: true })]),
      policyOf('recent', [allowing('secret:read', '**', { mfa_max_age: 60 })]),
    ];
    const roles = [
      { ...roleOf('asked', ['all']), mfaRequired: true },
      { ...roleOf('asking', ['all']), mfaRequired: true },
      { ...roleOf('demand', []), mfaRequired: true },
      ...[roleOf('free', ['all']), roleOf('conditional', ['guarded']), roleOf(ADMINISTRATOR, ['all'])],
    ];
    const model = new CompiledModel(1, modelOf({ roles, policies }));
    const asked = { roles: ['asked'], isAdministrator: false };
    const by = (grantor: string, given: Grant, taken: Grant = {}) =>
      refusalOf(model, { roles: [grantor], isAdministrator: false }, given, taken) === null;

    it('gives nothing that does not ask for one: no role, no policy and no statement [R95]', () => {
      expect(by('asked', { roles: ['free'] })).toBe(false);
      expect(by('asked', { policies: ['all'] })).toBe(false);
      expect(by('asked', { statements: [allowing('secret:read', 'secret:a')] })).toBe(false);
      expect(by('asked', { statements: [allowing('secret:read', 'secret:a', { ip: ['10.0.0.0/8'] })] })).toBe(false);
    });

    it('gives what asks for one: by its condition, by its role, or by another role of the account', () => {
      expect(by('asked', { roles: ['asking'] })).toBe(true);
      expect(by('asked', { roles: ['conditional'] })).toBe(true);
      expect(by('asked', { roles: ['free'], holder: ['demand', 'free'] })).toBe(true);
      expect(by('asked', { policies: ['all'], behindSecondFactor: true })).toBe(true);
      expect(by('asked', { policies: ['recent'] })).toBe(true);
    });

    it('of a statement counts alike: what it allows is given with a demand of the role, or with a stricter condition', () => {
      expect(by('conditional', { policies: ['guarded'] })).toBe(true);
      expect(by('conditional', { policies: ['recent'] })).toBe(true);
      const given = [allowing('secret:read', 'secret:a')];
      expect(by('conditional', { statements: given })).toBe(false);
      expect(by('conditional', { statements: given, behindSecondFactor: true })).toBe(true);
    });

    it('takes no demand from an account, unless another one stays [R95]', () => {
      expect(by('asked', {}, { roles: ['demand'] })).toBe(false);
      expect(by('asked', { holder: ['asking'] }, { roles: ['demand'] })).toBe(true);
      expect(by('free', {}, { roles: ['demand'] })).toBe(true);
    });

    it('lets an administrator give without it, but make no administrator who is free of it [R95]', () => {
      const administrator = { roles: [ADMINISTRATOR, 'demand'], isAdministrator: true };
      expect(refusalOf(model, administrator, { roles: ['free'] })).toBeNull();
      expect(refusalOf(model, administrator, { roles: [ADMINISTRATOR] })).not.toBeNull();
      expect(refusalOf(model, administrator, { roles: [ADMINISTRATOR, 'demand'] })).toBeNull();
      expect(refusalOf(model, asked, { roles: [ADMINISTRATOR] })).not.toBeNull();
    });
  });

  /** What a session of these roles may do, by the second implementation: also no role asks for what it has not shown. */
  const may = (model: AuthorizationModel, role: string, facts: RequestFacts, permission: Permission, name: string) => {
    const asks = model.roles.some((one) => one.name === role && one.mfaRequired);
    return !(asks && facts.mfaAt === null) && naiveDecision(model, [role], facts, permission, name);
  };
  const asking = (model: AuthorizationModel, mfaRequired: boolean): AuthorizationModel => ({
    ...model,
    roles: model.roles.map((role) => ({ ...role, mfaRequired })),
  });
  const PERMISSIONS = ['secret:read', 'secret:list', 'policy:read'] as const;
  const someNames = fc.array(anyName, { minLength: 1, maxLength: 8 });

  it('never gives what the grantor is denied, on any name, under any conditions and demands [R51] [R95]', () => {
    let granted = 0;
    const property = fc.property(
      ...([anyPolicies(['r0']), anyStatement, someNames, fc.boolean(), fc.boolean()] as const),
      (policies, given, names, giverAsked, takerAsked) => {
        const giver = asking(policies, giverAsked);
        const taker = asking(modelOf({ roles: [roleOf('r', ['p'])], policies: [policyOf('p', [given])] }), takerAsked);
        const grantor = { roles: ['r0'], isAdministrator: false };
        const grant = { statements: [given], behindSecondFactor: takerAsked };
        if (given.effect === 'deny' || refusalOf(new CompiledModel(1, giver), grantor, grant) !== null) return;
        granted += 1;
        for (const permission of PERMISSIONS) {
          for (const [name, facts] of names.flatMap((one) => SOME_FACTS.map((fact) => [one, fact] as const))) {
            if (!may(taker, 'r', facts, permission, name)) continue;
            expect(may(giver, 'r0', facts, permission, name)).toBe(true);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 4_000 });
    expect(granted).toBeGreaterThan(100);
  });

  it('never lifts a deny over what the grantor is denied, under any conditions and demands [R51] [R95]', () => {
    let lifted = 0;
    const property = fc.property(
      ...([anyPolicies(['r0']), anyPolicies(['r']), anyStatement, someNames, fc.boolean(), fc.boolean()] as const),
      (policies, others, statement, names, giverAsked, takerAsked) => {
        const deny = { ...statement, effect: 'deny' as const };
        const giver = asking(policies, giverAsked);
        const after = asking(others, takerAsked);
        const [role] = after.roles;
        const before = modelOf({
          roles: role ? [{ ...role, policies: [...role.policies, 'deny'] }] : [],
          policies: [...after.policies, policyOf('deny', [deny])],
        });
        const grantor = { roles: ['r0'], isAdministrator: false };
        const refusal = refusalOf(
          ...([
            new CompiledModel(1, giver),
            grantor,
            { behindSecondFactor: takerAsked },
            { statements: [deny] },
          ] as const),
        );
        if (refusal !== null) return;
        lifted += 1;
        for (const permission of PERMISSIONS) {
          for (const [name, facts] of names.flatMap((one) => SOME_FACTS.map((fact) => [one, fact] as const))) {
            if (!may(after, 'r', facts, permission, name) || may(before, 'r', facts, permission, name)) continue;
            expect(may(giver, 'r0', facts, permission, name)).toBe(true);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 4_000 });
    expect(lifted).toBeGreaterThan(100);
  });
});
