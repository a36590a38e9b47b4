import { type Caller, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import type { NameScope } from '../../domain/decisions/name-scope.js';
import type { Statement } from '../../domain/model.js';
import { policyOf, roleOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';
import { ModelSettlement } from '../model/model-settlement.js';

const READS: Statement = { effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] };
const WRITES_ROLES: Statement = { effect: 'allow', actions: ['role:*'], resources: ['role:**'] };
const DENIES: Statement = { effect: 'deny', actions: ['secret:*'], resources: ['secret:dev/**'] };

describe('roles', () => {
  let services: PolicyServices;
  let admin: Caller;

  beforeEach(async () => {
    services = policyServices();
    admin = callerWith('administrator');
    await publishModel(services.store, {
      roles: [roleOf('delegate', ['delegate']), roleOf('reader', ['reads', 'denies'])],
      policies: [policyOf('reads', [READS]), policyOf('denies', [DENIES]), policyOf('delegate', [READS, WRITES_ROLES])],
    });
  });

  const named = (name: string) => services.store.model.roles.find((role) => role.name === name);

  it('are refused for unknown policies and taken names', async () => {
    const make = (name: string, ...policies: string[]) =>
      services.roles.create(admin, { name, description: '', policies });
    await expect(make('new', 'reads', 'gone')).rejects.toMatchObject({
      code: 'validation_failed',
      details: { fields: [{ field: 'policies[1]', code: 'unknown_policy' }] },
    });
    await expect(make('READER')).rejects.toMatchObject({ code: 'name_taken' });
    expect(await make('New', 'reads', 'denies', 'reads')).toMatchObject({ name: 'new', policies: ['denies', 'reads'] });
  });

  it('name a policy that may be meant, if the caller may list it', async () => {
    const refusal = async (caller: Caller, ...policies: string[]) => {
      const made = services.roles.create(caller, { name: 'new', description: '', policies });
      return made.then(
        () => [],
        (error) => error.details.fields.map(({ message }: { message: string }) => message),
      );
    };
    expect(await refusal(admin, 'reads', 'denise', 'raeds')).toEqual([
      'policies[1] is not the name of a policy. Did you mean denies?',
      'policies[2] is not the name of a policy.',
    ]);
    expect(await refusal(admin, 'READS')).toEqual(['policies[0] is not the name of a policy. Did you mean reads?']);
    for (const [caller, name] of [
      [admin, 'hunter2'],
      [callerWith('delegate'), 'raeds'],
    ] as const) {
      expect(await refusal(caller, name)).toEqual(['policies[0] is not the name of a policy.']);
    }
  });

  it('name no policy that may be meant once a look at names has taken as many steps as a list may', async () => {
    let looks = 0;
    const scope: NameScope = {
      ranges: [],
      get isSpent() {
        return looks >= 3;
      },
      allows: () => {
        looks += 1;
        return looks > 3;
      },
    };
    await publishModel(services.store, {
      roles: [roleOf('delegate', ['delegate'])],
      policies: [...'abcdef'].map((sign) => policyOf(`reads-${sign}`, [READS])),
    });
    const ask = jest.spyOn(services.authorizer, 'scope').mockResolvedValue(scope);
    const made = services.roles.create(admin, { name: 'new', description: '', policies: ['reads-x'] });
    const message = 'policies[0] is not the name of a policy.';
    await expect(made).rejects.toMatchObject({ details: { fields: [{ message }] } });
    expect(looks).toBe(3);
    ask.mockRestore();
  });

  it('are refused policies that give more than the caller holds [R51]', async () => {
    const make = (...policies: string[]) =>
      services.roles.create(callerWith('delegate'), { name: 'new', description: '', policies });
    for (const policy of ['administrator', 'auditor']) {
      await expect(make(policy)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await make('reads', 'denies', 'member')).toMatchObject({ name: 'new' });
  });

  it('keep a policy whose denies cover what the caller does not hold [R51]', async () => {
    const replace = (caller: Caller) =>
      services.roles.replace(caller, 'id-of-reader', { description: '', policies: ['reads'] }, null);
    await expect(replace(callerWith('delegate'))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await replace(admin)).toMatchObject({ policies: ['reads'], revision: 2 });
  });

  it('cannot be changed if they are built in', async () => {
    const id = named('administrator')?.id ?? '';
    const replaced = services.roles.replace(admin, id, { description: '', policies: [] }, null);
    await expect(replaced).rejects.toMatchObject({ code: 'built_in' });
    await expect(services.roles.remove(admin, id, null)).rejects.toMatchObject({ code: 'built_in' });
  });

  it('are not removed while an account holds them, and lose their mark', async () => {
    services.holders.held.add('reader');
    await expect(services.roles.remove(admin, 'id-of-reader', null)).rejects.toMatchObject({ code: 'in_use' });
    expect(named('reader')).toMatchObject({ deletingSince: null, revision: 1 });
    expect(services.records.at(-1)).toMatchObject({ action: 'role:delete', outcome: 'failed' });
  });

  it('are marked before the search for holders, so that nobody gets them meanwhile', async () => {
    const target = { permission: 'user:write', resourceType: 'user', resourceId: newId() } as const;
    let assignment: unknown;
    services.holders.before = async () => {
      assignment = await services.authorizer
        .requireCoverage(admin, target, { roles: ['reader'] })
        .catch((error) => error);
    };
    await services.roles.remove(callerWith('administrator'), 'id-of-reader', [1]);
    expect(assignment).toMatchObject({ code: 'validation_failed' });
    expect(named('reader')).toBeUndefined();
  });

  it('are removed by one of several concurrent requests', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => services.roles.remove(callerWith('administrator'), 'id-of-reader', null)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(['conflict', 'not_found']).toContain(one.reason.code);
    }
  });

  it('cannot be changed while they are being removed', async () => {
    services.holders.before = async () => {
      const changed = services.roles.replace(
        callerWith('administrator'),
        'id-of-reader',
        { description: '', policies: [] },
        null,
      );
      await expect(changed).rejects.toMatchObject({ code: 'conflict' });
    };
    await services.roles.remove(admin, 'id-of-reader', null);
    expect(named('reader')).toBeUndefined();
  });

  it('lose their mark if the search for holders fails', async () => {
    services.holders.before = () => {
      throw new PartUnavailable('store');
    };
    await expect(services.roles.remove(admin, 'id-of-reader', null)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(named('reader')?.deletingSince).toBeNull();
  });

  it('lose a mark that a crash has left, but not one in use', async () => {
    await services.publisher.publish(newId(), (model) => ({
      ...model,
      roles: model.roles.map((role) => (role.name === 'reader' ? { ...role, deletingSince: services.clock.at } : role)),
    }));
    await services.removal.repair();
    expect(named('reader')?.deletingSince).toBe(services.clock.at);
    services.clock.at += 60_001;
    await services.removal.repair();
    expect(named('reader')?.deletingSince).toBeNull();
  });

  it('are not removed by a request that was too slow and lost its mark', async () => {
    services.holders.before = async () => {
      services.clock.at += 60_001;
      await services.removal.repair();
    };
    await expect(services.roles.remove(admin, 'id-of-reader', null)).rejects.toMatchObject({ code: 'conflict' });
    expect(named('reader')?.deletingSince).toBeNull();
  });

  it('settle as removed only once they are gone: a mark settles as failed', async () => {
    const settlement = new ModelSettlement(services.store, services.clock);
    const intent = {
      ...({ v: 1, seq: 1, at: new Date(services.clock.at).toISOString(), node: 'n', actor_id: null } as const),
      ...({ action: 'role:delete', resource_type: 'role', resource_id: 'id-of-reader', outcome: 'allowed' } as const),
      ...{ request_id: admin.request.requestId, decision_id: null, commitments: {} },
    };
    let marked = '';
    services.holders.before = async () => {
      marked = await settlement.settle(intent);
    };
    let replaces = 0;
    services.store.models.hooks.after = (operation) => {
      if (operation === 'replace' && ++replaces === 2) throw new OutcomeUnknown();
    };
    await expect(services.roles.remove(admin, 'id-of-reader', null)).rejects.toBeInstanceOf(OutcomeUnknown);
    expect([marked, await settlement.settle(intent)]).toEqual(['failed', 'succeeded']);
    expect(named('reader')).toBeUndefined();
  });
});
