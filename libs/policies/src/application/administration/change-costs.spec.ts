import type { Caller } from '#kernel';
import type { AuthorizationModel, Statement } from '../../domain/model.js';
import { policyOf, roleOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';

const KIB = 1_024;
const STATEMENTS: readonly Statement[] = [{ effect: 'deny', actions: ['policy:read'], resources: ['policy:zz'] }];
/** As JSON, this is the part of the model that no change below touches. */
const LARGE = { ...policyOf('large', STATEMENTS), description: 'x'.repeat(640 * KIB) };

const CHANGES: Readonly<Record<string, (services: PolicyServices, by: Caller) => Promise<unknown>>> = {
  'a new policy': ({ policies }, by) => policies.create(by, { name: 'new', description: '', statements: STATEMENTS }),
  'a changed policy': ({ policies }, by) =>
    policies.replace(by, 'id-of-small', { description: 'y', statements: STATEMENTS }, null),
  'a removed policy': ({ policies }, by) => policies.remove(by, 'id-of-small', null),
  'a new role': ({ roles }, by) => roles.create(by, { name: 'new', description: '', policies: [] }),
  'a changed role': ({ roles }, by) => roles.replace(by, 'id-of-role', { description: 'y', policies: [] }, null),
};

describe('a change of the model', () => {
  let services: PolicyServices;
  const withPolicies = (...policies: AuthorizationModel['policies']) =>
    publishModel(services.store, {
      policies: [policyOf('small', STATEMENTS), ...policies],
      roles: [roleOf('role', [])],
    });

  beforeEach(() => {
    services = policyServices();
  });

  it.each(Object.entries(CHANGES))('costs a token for each 64 KiB of all roles and policies: %s', async (_, change) => {
    const [small, large] = [callerWith('administrator'), callerWith('administrator')];
    await withPolicies();
    await change(services, small);
    services = policyServices();
    await withPolicies(LARGE);
    await change(services, large);
    expect([small.request.cost ?? 0, large.request.cost]).toEqual([0, 10]);
  });

  it.each([true, false])(
    'costs twice as much for the removal of a role, which is marked first; held: %s',
    async (isHeld) => {
      const caller = callerWith('administrator');
      await withPolicies(LARGE);
      if (isHeld) services.holders.held.add('role');
      await services.roles.remove(caller, 'id-of-role', null).catch(() => {});
      expect(caller.request.cost).toBe(20);
    },
  );

  it('measures only what it changes', async () => {
    await withPolicies(LARGE);
    const replace = () =>
      services.policies.replace(
        callerWith('administrator'),
        'id-of-small',
        { description: 'y', statements: STATEMENTS },
        null,
      );
    await replace();
    const stringify = jest.spyOn(JSON, 'stringify');
    await replace();
    const characters = stringify.mock.results.reduce((sum, { value }) => sum + (String(value).length ?? 0), 0);
    jest.restoreAllMocks();
    expect(characters).toBeLessThan(100 * KIB);
  });
});
