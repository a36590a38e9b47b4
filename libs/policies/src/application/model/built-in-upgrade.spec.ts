import { newId } from '#kernel';
import { alteredBuiltIns, withBuiltIns } from '../../domain/administrators/built-in-repair.js';
import { AUDITOR, AUDITOR_METADATA, EARLIER_METADATA, firstModel } from '../../domain/built-ins.js';
import type { AuthorizationModel, Policy } from '../../domain/model.js';
import { policyOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices } from '../../testing/policy-services.js';

/** The model as Coffer made it before the policy was built in, with other policies added. */
function olderModel(...others: Policy[]): AuthorizationModel {
  const { roles, policies, ...rest } = firstModel(0);
  return {
    ...rest,
    roles: roles.map((role) => (role.name === AUDITOR ? { ...role, policies: [AUDITOR] } : role)),
    policies: [...policies.filter(({ name }) => name !== AUDITOR_METADATA), ...others],
  };
}

describe('the built-in role auditor', () => {
  let services: PolicyServices;
  beforeEach(() => {
    services = policyServices();
  });
  const auditor = () => services.store.model.roles.find(({ name }) => name === AUDITOR);
  const may = async (permission: Parameters<PolicyServices['authorizer']['decide']>[1], name: string) =>
    (await services.authorizer.decide(callerWith(AUDITOR), permission, name)).allowed;

  async function upgraded(model: AuthorizationModel): Promise<'done' | 'taken'> {
    await services.store.models.insert(model, newId());
    return services.upgrade.run();
  }

  it('reads the audit, users, service accounts, roles, policies and masked secrets, and does nothing else', async () => {
    await services.publisher.ensureModel();
    for (const kind of ['user', 'service_account', 'role', 'policy', 'secret'] as const) {
      expect([await may(`${kind}:read`, 'a/b'), await may(`${kind}:list`, 'a/b')]).toEqual([true, true]);
      expect([await may(`${kind}:write`, 'a/b'), await may(`${kind}:delete`, 'a/b')]).toEqual([false, false]);
    }
    expect(await may('audit:read', 'log')).toBe(true);
    for (const permission of ['secret:reveal', 'secret:rotate', 'key:read', 'user:reset-password'] as const) {
      expect(await may(permission, 'a/b')).toBe(false);
    }
  });

  it('gets the new policy in the store of an older Coffer, once, and the audit shows it', async () => {
    expect(await upgraded(olderModel())).toBe('done');
    expect(auditor()).toMatchObject({ builtIn: true, policies: [AUDITOR, AUDITOR_METADATA], revision: 2 });
    expect(alteredBuiltIns(services.store.model)).toEqual([]);
    const change = { field: 'policies', before: [AUDITOR], after: [AUDITOR, AUDITOR_METADATA], omitted: 0 };
    expect(services.records.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['policy:repair', 'allowed'],
      ['policy:repair', 'succeeded'],
    ]);
    expect(services.records[1]?.changes).toContainEqual(change);
    const before = services.store.model;
    await services.upgrade.run();
    expect(services.store.model).toEqual(before);
    expect(services.records).toHaveLength(2);
  });

  it('reads service accounts too in the store of a Coffer that had none', async () => {
    const { policies, ...rest } = firstModel(0);
    const isMetadata = ({ name }: Policy) => name === AUDITOR_METADATA;
    const earlier = policies.map((one) => (isMetadata(one) ? { ...one, statements: EARLIER_METADATA } : one));
    expect(await upgraded({ ...rest, policies: earlier })).toBe('done');
    expect(await may('service_account:read', 'ci-bot')).toBe(true);
    const { id, revision } = services.store.model.policies.find(isMetadata) ?? {};
    expect(services.records[1]).toMatchObject({ action: 'policy:repair', resourceName: AUDITOR_METADATA });
    expect(services.records[1]?.changes?.map(({ field }) => field)).toEqual(['statements']);
    expect({ id, revision }).toEqual({ id: policies.find(isMetadata)?.id, revision: 2 });
    expect(alteredBuiltIns(services.store.model)).toEqual([]);
  });

  it('leaves alone a policy that somebody made under this name, also when built-ins are repaired', async () => {
    const own = policyOf(AUDITOR_METADATA, [{ effect: 'deny', actions: ['*'], resources: ['**'] }]);
    expect(await upgraded(olderModel(own))).toBe('taken');
    const { model } = services.store;
    expect(model.policies).toContainEqual(own);
    expect(auditor()?.policies).toEqual([AUDITOR]);
    expect(alteredBuiltIns(model)).toEqual([]);
    expect(withBuiltIns(model, 1)).toBe(model);
  });

  it('is not repaired by a start if somebody altered it past every check', async () => {
    const model = olderModel();
    const altered = model.roles.map((role) =>
      role.name === AUDITOR ? { ...role, policies: ['administrator'] } : role,
    );
    await upgraded({ ...model, roles: altered });
    expect(auditor()?.policies).toEqual(['administrator']);
    expect(alteredBuiltIns(services.store.model)).toEqual(['role auditor', 'policy auditor-metadata']);
  });

  it('is made of two policies, so that a role can read the audit alone', async () => {
    await services.publisher.ensureModel();
    await services.roles.create(callerWith('administrator'), { name: 'log', description: '', policies: [AUDITOR] });
    const reader = callerWith('log');
    expect((await services.authorizer.decide(reader, 'audit:read', 'log')).allowed).toBe(true);
    expect((await services.authorizer.decide(reader, 'user:list', 'ada')).allowed).toBe(false);
  });
});
