import type { Caller } from '#kernel';
import { codeOf } from '#kernel/testing';
import { ADMINISTRATOR } from '../../domain/built-ins.js';
import { anAdministrator, policyOf, roleOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';

const DENY_ALL = { effect: 'deny', actions: ['*'], resources: ['**'] } as const;
const MANAGES = [{ effect: 'allow', actions: ['role:*', 'policy:*'], resources: ['role:**', 'policy:**'] }] as const;

describe('what an active administrator holds', () => {
  let services: PolicyServices;
  let root: Caller;
  let delegate: Caller;

  beforeEach(async () => {
    services = policyServices();
    await publishModel(services.store, {
      roles: [roleOf('delegate', ['manages']), roleOf('shared', ['common']), roleOf('free', ['own'])],
      policies: [policyOf('manages', MANAGES), policyOf('common', []), policyOf('own', [])],
    });
    root = callerWith(ADMINISTRATOR, 'shared');
    delegate = callerWith('delegate');
    await services.administrators.admit(anAdministrator(root.principal.userId, 'shared'), root.request);
  });

  const idOf = (kind: 'roles' | 'policies', name: string) =>
    services.store.model[kind].find((one) => one.name === name)?.id ?? '';
  const denyIn = (by: Caller, policy: string) =>
    codeOf(services.policies.replace(by, idOf('policies', policy), { description: '', statements: [DENY_ALL] }, null));
  const giveTo = (by: Caller, role: string, policies: string[], mfaRequired = false) =>
    codeOf(services.roles.replace(by, idOf('roles', role), { description: '', policies, mfaRequired }, null));

  it('is not changed by a delegate, directly or through the roles that share a policy [R94]', async () => {
    const before = services.store.model;
    expect(await denyIn(delegate, 'common')).toBe('forbidden');
    expect(await giveTo(delegate, 'shared', ['common', 'own'])).toBe('forbidden');
    expect(await giveTo(delegate, 'shared', ['common'], true)).toBe('forbidden');
    expect(services.store.model).toEqual(before);
  });

  it('is not removed or made again by a delegate [R94]', async () => {
    expect(await codeOf(services.roles.remove(delegate, idOf('roles', 'shared'), null))).toBe('forbidden');
    expect(await codeOf(services.policies.remove(delegate, idOf('policies', 'common'), null))).toBe('forbidden');
    const { userId } = root.principal;
    const administratorRoles = { [userId]: { ...anAdministrator(userId, 'gone'), leftAt: null } };
    await services.publisher.publish('r', (model) => ({
      ...{ ...model, administrators: [userId, 'another'], administratorRoles },
    }));
    const made = services.roles.create(delegate, { name: 'gone', description: '', policies: [] });
    expect(await codeOf(made)).toBe('forbidden');
  });

  it('is refused to the delegate with a reason that only the audit has [R94]', async () => {
    expect(await denyIn(delegate, 'common')).toBe('forbidden');
    const reason = 'an active administrator holds this policy, so only administrators change it';
    expect(services.records.at(-1)).toMatchObject({ outcome: 'denied', reason });
  });

  it('is changed by an administrator, and what no administrator holds by a delegate', async () => {
    expect(await giveTo(root, 'shared', ['common', 'own'], true)).toBe('none');
    expect(await giveTo(root, 'shared', ['common'])).toBe('none');
    expect(await denyIn(delegate, 'own')).toBe('none');
    expect(await codeOf(services.roles.remove(delegate, idOf('roles', 'free'), null))).toBe('none');
  });

  it('is found again on the revision that a change replaces: an administrator got the role meanwhile [R94]', async () => {
    const { models } = services.store;
    models.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      models.hooks.before = undefined;
      const account = { ...anAdministrator(root.principal.userId, 'shared', 'free'), revision: 2 };
      await services.administrators.announce(account, { requestId: 'another request' });
    };
    expect(await denyIn(delegate, 'own')).toBe('forbidden');
    models.hooks.before = undefined;
    expect(await codeOf(services.roles.remove(delegate, idOf('roles', 'free'), null))).toBe('forbidden');
  });

  it('never bars the last administrator, also not by an administrator [R94]', async () => {
    expect(await denyIn(root, 'common')).toBe('last_administrator');
    const other = callerWith(ADMINISTRATOR);
    await services.administrators.admit(anAdministrator(other.principal.userId), other.request);
    expect(await denyIn(root, 'common')).toBe('none');
    const dismissed = services.administrators.dismiss(other.principal.userId, 2, other.request);
    expect(await codeOf(dismissed)).toBe('last_administrator');
  });

  it('is not removed as a role while an administrator is about to get it', async () => {
    await services.administrators.announce(
      { ...anAdministrator(root.principal.userId, 'free'), revision: 2 },
      { requestId: 'r' },
    );
    expect(await codeOf(services.roles.remove(root, idOf('roles', 'free'), null))).toBe('in_use');
  });
});
