import { codeOf } from '#kernel/testing';
import { modelOf, policyOf, roleOf } from '../../testing/authorization-model.js';
import { ADMINISTRATOR, firstModel } from '../built-ins.js';
import type { AuthorizationModel, KnownRoles, RoleEnd, Statement } from '../model.js';
import { Administrability, requireAdministrable } from './administrability.js';

const FIRST = firstModel(0);
const NOW = 1_790_000_000_000;

function deny(action: string, resource: string, conditions?: Statement['conditions']): Statement {
  return { effect: 'deny', actions: [action], resources: [resource], conditions };
}

/** A model whose administrators, `a0`, `a1` ..., have these roles beside `administrator`. */
function administeredBy(roles: readonly string[][], more: Partial<AuthorizationModel> = {}): AuthorizationModel {
  const known = roles.map((held, at) => {
    return [`a${at}`, { roles: [ADMINISTRATOR, ...held], revision: 1, leftAt: null }] as const;
  });
  return modelOf({
    ...{ administrators: known.map(([id]) => id), administratorRoles: Object.fromEntries(known) },
    roles: [...FIRST.roles, ...(more.roles ?? [])],
    policies: [...FIRST.policies, ...(more.policies ?? [])],
  });
}

function withExtra(...statements: Statement[]): AuthorizationModel {
  const extra = { roles: [roleOf('extra', ['extra'])], policies: [policyOf('extra', statements)] };
  return administeredBy([['extra']], extra);
}

const isGiven = (model: AuthorizationModel) => new Administrability(model, NOW).isGiven();

describe('an administrator who can administer', () => {
  it('has the built-in role, with any roles that deny nothing of it', () => {
    expect(isGiven(administeredBy([[]]))).toBe(true);
    expect(isGiven(withExtra({ effect: 'allow', actions: ['secret:*'], resources: ['secret:a'] }))).toBe(true);
    expect(isGiven(withExtra(deny('secret:reveal', 'secret:**')))).toBe(true);
    expect(isGiven(administeredBy([['extra']], { roles: [{ ...roleOf('extra', []), mfaRequired: true }] }))).toBe(true);
  });

  it('has no deny of a write to roles, policies or users, in part or under a condition [R94]', () => {
    for (const statement of [
      deny('*', '**'),
      deny('role:*', 'role:a*'),
      deny('policy:write', 'policy:one'),
      deny('user:write', '**', { ip: ['0.0.0.0/0'] }),
      deny('*', 'user:root', { mfa: true }),
    ]) {
      expect([statement, isGiven(withExtra(statement))]).toEqual([statement, false]);
    }
  });

  it('has no role that does not exist, and none whose policy is missing or cannot be read [R94]', () => {
    expect(isGiven(administeredBy([['gone']]))).toBe(false);
    expect(isGiven(administeredBy([['extra']], { roles: [roleOf('extra', ['gone'])] }))).toBe(false);
    expect(isGiven(withExtra(deny('no-such-action', '**')))).toBe(false);
  });

  it('has a role that allows these writes on everything', () => {
    const model = administeredBy([[]]);
    expect(isGiven({ ...model, policies: [] })).toBe(false);
    const roles = model.roles.map((role) => (role.name === ADMINISTRATOR ? { ...role, policies: [] } : role));
    expect(isGiven({ ...model, roles })).toBe(false);
  });

  it('never ends: neither the account nor the role that allows the writes [R94]', () => {
    const ending = (...ends: RoleEnd[]) => {
      const model = administeredBy([['extra']], { roles: [roleOf('extra', [])] });
      const known = { ...model.administratorRoles.a0, ends } as KnownRoles;
      return isGiven({ ...model, administratorRoles: { a0: known } });
    };
    expect(ending()).toBe(true);
    expect(ending({ name: 'extra', until: NOW + 1 })).toBe(true);
    expect(ending({ name: ADMINISTRATOR, until: NOW + 1_000_000 })).toBe(false);
    expect(ending({ name: ADMINISTRATOR, until: null })).toBe(false);
  });

  it('is barred by a role until that role ends, and not longer [R94]', () => {
    const until = (end: number | null) => {
      const model = withExtra(deny('*', '**'));
      const known = { ...model.administratorRoles.a0, ends: [{ name: 'extra', until: end }] } as KnownRoles;
      return isGiven({ ...model, administratorRoles: { a0: known } });
    };
    expect([until(NOW + 1), until(null), until(NOW)]).toEqual([false, false, true]);
  });

  it('is enough if there is one of several', () => {
    const extra = { roles: [roleOf('extra', ['extra'])], policies: [policyOf('extra', [deny('*', '**')])] };
    expect(isGiven(administeredBy([['extra'], []], extra))).toBe(true);
    expect(isGiven(administeredBy([['extra'], ['extra']], extra))).toBe(false);
  });

  it('is what no publication may end, but a model without one may be changed [R94]', async () => {
    const [good, bad] = [administeredBy([[]]), withExtra(deny('*', '**'))];
    const check = (before: AuthorizationModel, after: AuthorizationModel) =>
      codeOf(Promise.resolve().then(() => requireAdministrable(before, after, NOW)));
    expect(await check(good, bad)).toBe('last_administrator');
    expect(await check(bad, bad)).toBe('none');
    expect(await check(bad, good)).toBe('none');
  });
});
