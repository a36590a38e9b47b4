import type { Leaf } from '#audit';
import { newId, OutcomeUnknown } from '#kernel';
import { MODEL_MAX_BYTES, MODEL_MAX_PATTERNS } from '../../domain/model-size.js';
import { anAdministrator, policyOf } from '../../testing/authorization-model.js';
import { policyServices, publishModel } from '../../testing/policy-services.js';
import { ModelSettlement } from './model-settlement.js';

function intentOf(requestId: string, at: number): Leaf {
  return {
    ...({ v: 1, seq: 1, at: new Date(at).toISOString(), node: newId(), actor_id: null, commitments: {} } as const),
    ...({ action: 'role:write', resource_type: 'role', resource_id: null, outcome: 'allowed' } as const),
    ...{ request_id: requestId, decision_id: null },
  };
}

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('publishing the model', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('creates the first model once when several nodes try [R16]', async () => {
    const here = policyServices();
    const there = policyServices(here.store);
    await Promise.all([here.publisher.ensureModel(), there.publisher.ensureModel(), here.publisher.ensureModel()]);
    expect(here.store.model.roles.map(({ name }) => name)).toEqual(['administrator', 'auditor', 'member']);
    expect(here.store.model.administrators).toEqual([]);
    const before = here.store.model;
    await there.publisher.ensureModel();
    expect(here.store.model).toEqual(before);
  });

  const ofBytes = (bytes: number) => ({ ...policyOf('large', []), description: 'x'.repeat(bytes) });

  it('refuses roles and policies over 8 MiB and changes nothing', async () => {
    const { publisher, store } = policyServices();
    await publishModel(store);
    const before = store.model;
    const policies = [ofBytes(MODEL_MAX_BYTES)];
    await expect(publisher.publish(newId(), (model) => ({ ...model, policies }))).rejects.toMatchObject({
      code: 'model_full',
    });
    expect(store.model).toEqual(before);
  });

  it('makes and demotes an administrator while roles and policies are full', async () => {
    const { administrators, publisher, store } = policyServices();
    await publishModel(store, { administrators: ['ada'] });
    await publisher.publish(newId(), (model) => ({
      ...model,
      policies: [...model.policies, ofBytes(MODEL_MAX_BYTES - 16_384)],
    }));
    await publisher.publish(newId(), (model) => {
      const left = MODEL_MAX_BYTES - jsonBytes(model.roles) - jsonBytes(model.policies);
      return { ...model, policies: [...model.policies, ofBytes(left - jsonBytes(ofBytes(0)) - 1)] };
    });
    await administrators.admit(anAdministrator('grace'), { requestId: newId() });
    await administrators.dismiss('ada', 2, { requestId: newId() });
    expect(store.model.administrators).toEqual(['grace']);
  });

  it('refuses a model of more than 50,000 patterns, whose index would take too much memory and time [R48]', async () => {
    const { publisher, store } = policyServices();
    await publishModel(store);
    const holding = (patterns: number) => {
      const resources = Array.from({ length: patterns }, (_, at) => `secret:${at}`);
      return policyOf('many', [{ effect: 'deny', actions: ['secret:*'], resources }]);
    };
    const publish = (patterns: number) =>
      publisher.publish(newId(), (model) => ({ ...model, policies: [holding(patterns)] }));
    await expect(publish(MODEL_MAX_PATTERNS + 1)).rejects.toMatchObject({ code: 'model_full' });
    await expect(publish(MODEL_MAX_PATTERNS)).resolves.toBeDefined();
  });

  it('loses none of 40 concurrent changes from two nodes', async () => {
    const here = policyServices();
    const there = policyServices(here.store);
    await publishModel(here.store);
    const ids = Array.from({ length: 40 }, () => newId());
    await Promise.all(
      ids.map((id, index) =>
        (index % 2 ? here : there).administrators.admit(anAdministrator(id), { requestId: newId() }),
      ),
    );
    expect(here.store.model.administrators).toEqual([...ids].sort());
  });

  it('starts from the model that this node has, if nobody else published since', async () => {
    const { publisher, store } = policyServices();
    await publishModel(store);
    const operations: string[] = [];
    store.models.hooks.before = (operation) => {
      operations.push(operation);
    };
    const ids = [newId(), newId(), newId()];
    for (const id of ids) {
      await publisher.publish(newId(), (model) => ({ ...model, administrators: [...model.administrators, id] }));
    }
    expect(store.model.administrators).toEqual(ids);
    expect(operations).toEqual(['load', 'replace', 'replace', 'replace']);
  });

  it('keeps one of two administrators who demote each other at the same time [R51]', async () => {
    const here = policyServices();
    const there = policyServices(here.store);
    await publishModel(here.store, { administrators: ['ada', 'grace'] });
    const outcomes = await Promise.allSettled([
      here.administrators.dismiss('ada', 2, { requestId: newId() }),
      there.administrators.dismiss('grace', 2, { requestId: newId() }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'last_administrator' } });
    expect(here.store.model.administrators).toHaveLength(1);
  });

  it('gives up when its window closes because others always publish first', async () => {
    const { publisher, store, clock } = policyServices();
    await publishModel(store);
    store.models.hooks.before = async (operation, id) => {
      if (operation !== 'replace') return;
      clock.at += 1_000;
      await store.models.fence(id, newId());
    };
    const outcome = publisher.publish(newId(), (model) => ({ ...model, administrators: ['ada'] }));
    await expect(outcome).rejects.toMatchObject({ code: 'busy' });
    expect(store.model.administrators).toEqual([]);
  });

  it('does not publish after a fence once its window is closed', async () => {
    const { publisher, store, clock } = policyServices();
    await publishModel(store);
    const settlement = new ModelSettlement(store, clock);
    const requestId = newId();
    let outcome = '';
    store.models.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      store.models.hooks.before = undefined;
      outcome = await settlement.settle(intentOf(requestId, clock.now()));
      clock.at += 5_001;
    };
    const published = publisher.publish(requestId, (model) => ({ ...model, administrators: ['ada'] }));
    await expect(published).rejects.toMatchObject({ code: 'busy' });
    expect([outcome, store.model.administrators]).toEqual(['failed', []]);
  });

  it('settles as succeeded only if the request has published, also after a lost answer', async () => {
    const { publisher, store, clock } = policyServices();
    await publishModel(store);
    const settlement = new ModelSettlement(store, clock);
    const [lost, never] = [newId(), newId()];
    store.models.hooks.after = (operation) => {
      if (operation === 'replace') throw new OutcomeUnknown();
    };
    const published = publisher.publish(lost, (model) => ({ ...model, administrators: ['ada'] }));
    await expect(published).rejects.toBeInstanceOf(OutcomeUnknown);
    store.models.hooks.after = undefined;
    expect(await settlement.settle(intentOf(lost, clock.now()))).toBe('succeeded');
    expect(await settlement.settle(intentOf(never, clock.now()))).toBe('failed');
    expect(await settlement.settle(intentOf(never, clock.now() - 600_000))).toBe('unknown');
  });
});
