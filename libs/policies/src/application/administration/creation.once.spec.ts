import { type Caller, newId, OutcomeUnknown } from '#kernel';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';

const STATEMENTS = [{ effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] }];

describe.each(['policies', 'roles'] as const)('making one of the %s with an Idempotency-Key', (kind) => {
  let services: PolicyServices;
  let admin: Caller;

  beforeEach(async () => {
    services = policyServices();
    admin = callerWith('administrator');
    await publishModel(services.store);
  });

  const again = (caller = admin): Caller => ({ ...caller, request: { ...caller.request, requestId: newId() } });
  const create = (name = 'new', caller = again()): Promise<{ readonly id: string; readonly name: string }> => {
    const { clock, roles, policies } = services;
    return clock.drive<{ readonly id: string; readonly name: string }>(
      kind === 'roles'
        ? roles.create(caller, { name, description: '', policies: [] }, 'key-1')
        : policies.create(caller, { name, description: '', statements: STATEMENTS }, 'key-1'),
    );
  };
  const made = () => services.store.model[kind].filter(({ builtIn }) => !builtIn);

  it('is forbidden without permission, before the key is looked up', async () => {
    await expect(create('new', callerWith())).rejects.toMatchObject({ code: 'forbidden' });
    expect((await create()).name).toBe('new');
  });

  it('refuses the key for another name', async () => {
    await create();
    await expect(create('other')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(made()).toHaveLength(1);
  });

  it('creates one object for 50 concurrent requests', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => create()));
    expect(made().map(({ id }) => id)).toEqual([...new Set(all.map(({ id }) => id))]);
  });

  it('finds the object of a request whose answer was lost, instead of reporting a taken name', async () => {
    services.store.models.hooks.after = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    await expect(create()).rejects.toMatchObject({ code: 'outcome_unknown' });
    services.store.models.hooks.after = undefined;
    expect(made().map(({ id }) => id)).toEqual([(await create()).id]);
  });

  it('gives two requests the same object, although publishing takes longer than they wait', async () => {
    services.store.models.hooks.before = async (operation) => {
      if (operation === 'replace') await services.clock.sleep(3_500);
    };
    const [first, second] = await Promise.all([create(), create()]);
    expect(first.id).toBe(second.id);
    expect(made()).toHaveLength(1);
  });

  it('does not create again what was removed meanwhile', async () => {
    const { id } = await create();
    await services[kind].remove(again(), id, null);
    await expect(create()).rejects.toMatchObject({ code: 'conflict' });
    expect(made()).toEqual([]);
  });
});
