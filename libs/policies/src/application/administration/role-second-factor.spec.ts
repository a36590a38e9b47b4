import type { Caller } from '#kernel';
import type { Statement } from '../../domain/model.js';
import { policyOf, roleOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';

const WRITES_ROLES: Statement = { effect: 'allow', actions: ['role:*'], resources: ['role:**'] };
const GUARD = 'id-of-guard';

describe('a role that asks for a second factor', () => {
  let services: PolicyServices;
  let admin: Caller;

  beforeEach(async () => {
    services = policyServices();
    admin = callerWith('administrator');
    await publishModel(services.store, {
      roles: [roleOf('delegate', ['delegate']), { ...roleOf('guard', []), mfaRequired: true }],
      policies: [policyOf('delegate', [WRITES_ROLES])],
    });
  });

  const asks = async (...roles: string[]) => services.authorizer.requiresSecondFactor({ roles });
  const replace = (caller: Caller, mfaRequired?: boolean, seen: readonly number[] | null = null) =>
    services.roles.replace(caller, GUARD, { description: '', policies: [], mfaRequired }, seen);

  it('keeps its demand against a caller who may not do everything, even one who holds all that it allows [R51]', async () => {
    await expect(replace(callerWith('delegate'), false)).rejects.toMatchObject({ code: 'forbidden' });
    expect(services.records.at(-1)).toMatchObject({ action: 'role:write', resourceId: GUARD, outcome: 'denied' });
    expect(await asks('guard')).toBe(true);
    expect(await replace(admin, false)).toMatchObject({ mfaRequired: false, revision: 2 });
  });

  it('is not taken from an account by a caller who may not do everything [R51]', async () => {
    const target = { permission: 'user:write', resourceType: 'user', resourceId: null } as const;
    const take = (caller: Caller) => services.authorizer.requireCoverage(caller, target, {}, { roles: ['guard'] });
    await expect(take(callerWith('delegate'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(take(admin)).resolves.toBeUndefined();
  });

  it('may be created and given by a caller who holds what it allows', async () => {
    const delegate = callerWith('delegate');
    const made = await services.roles.create(delegate, {
      ...{ name: 'new', description: '', policies: [], mfaRequired: true },
    });
    expect(made.mfaRequired).toBe(true);
    const target = { permission: 'user:write', resourceType: 'user', resourceId: null } as const;
    await expect(
      services.authorizer.requireCoverage(callerWith('delegate'), target, { roles: ['new'] }),
    ).resolves.toBeUndefined();
  });

  it('keeps its demand if an edit omits it, and a new role has none', async () => {
    expect(await replace(callerWith('delegate'))).toMatchObject({ mfaRequired: true, revision: 2 });
    const made = await services.roles.create(admin, { name: 'new', description: '', policies: [] });
    expect(made.mfaRequired).toBe(false);
  });

  it('is what a new role of a caller under a demand asks for too, and such a caller makes none without it [R95]', async () => {
    const caller = callerWith('delegate', 'guard');
    const role = { name: 'new', description: '', policies: ['delegate'] };
    await expect(services.roles.create(caller, { ...role, mfaRequired: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await services.roles.create(caller, role)).toMatchObject({ mfaRequired: true });
    const statements = [WRITES_ROLES];
    const policy = { name: 'same', description: '', statements };
    await services.publisher.publish('r', (model) => ({
      ...model,
      policies: model.policies.map((one) =>
        one.name === 'delegate'
          ? { ...one, statements: [WRITES_ROLES, { effect: 'allow', actions: ['policy:*'], resources: ['policy:**'] }] }
          : one,
      ),
    }));
    await expect(services.policies.create(callerWith('delegate', 'guard'), policy)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const asking = statements.map((one) => ({ ...one, conditions: { mfa: true } }));
    await services.policies.create(callerWith('delegate', 'guard'), { ...policy, statements: asking });
  });

  it('gets a new revision with its demand, so that a lost update is noticed', async () => {
    await replace(admin, false, [1]);
    await expect(replace(callerWith('administrator'), true, [1])).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  it('asks its holders, also those with built-in roles, and nobody else, from the next request [R46]', async () => {
    expect([await asks(), await asks('administrator'), await asks('administrator', 'guard')]).toEqual([
      false,
      false,
      true,
    ]);
    await replace(admin, false);
    expect(services.authorizer.requiresSecondFactor({ roles: ['administrator', 'guard'] })).toBe(false);
    await replace(callerWith('administrator'), true);
    expect(services.authorizer.requiresSecondFactor({ roles: ['administrator', 'guard'] })).toBe(true);
  });

  it('still asks after its removal, since it may have asked before', async () => {
    expect(await asks('gone')).toBe(true);
  });
});
