import { type Caller, CofferError, newId, PartUnavailable } from '#kernel';
import type { Statement } from '../domain/model.js';
import { anAdministrator, policyOf, roleOf } from '../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../testing/policy-services.js';

const ID = newId();

function allowing(actions: string[], ...resources: string[]): Statement {
  return { effect: 'allow', actions, resources };
}

async function refusal(work: unknown): Promise<CofferError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CofferError) return error;
    throw error;
  }
  throw new Error('it was allowed');
}

describe('the authorizer', () => {
  let services: PolicyServices;

  beforeEach(async () => {
    services = policyServices();
    await publishModel(services.store, {
      roles: [roleOf('lister', ['lists']), roleOf('revealer', ['reveals'])],
      policies: [
        policyOf('lists', [allowing(['secret:list'], 'secret:prod/**')]),
        policyOf('reveals', [allowing(['secret:reveal'], 'secret:prod/db')]),
      ],
    });
  });

  function requireReveal(caller: Caller, name: string) {
    return services.authorizer.require(caller, {
      ...{ permission: 'secret:reveal', name, resourceType: 'secret', resourceId: ID },
      visibleBy: ['secret:read', 'secret:list'],
    });
  }

  it('answers not_found if the caller may not see the object, exactly as for an absent one', async () => {
    const hidden = await refusal(requireReveal(callerWith('lister'), 'dev/db'));
    const absent = await refusal(services.authorizer.absent(callerWith('lister'), 'secret:reveal', 'secret', ID));
    expect([hidden.code, hidden.message]).toEqual(['not_found', absent.message]);
    expect(absent.code).toBe('not_found');
    expect(Object.keys(hidden.details)).toEqual(Object.keys(absent.details));
  });

  it('answers forbidden if the caller may see the object, and names the permission and not the object', async () => {
    const error = await refusal(requireReveal(callerWith('lister'), 'prod/db'));
    expect([error.code, error.message]).toEqual([
      'forbidden',
      'Your roles do not allow this: it needs secret:reveal. An auditor finds the reason by the decision_id.',
    ]);
  });

  it('asks for a second factor if only that is missing, also before something is created', async () => {
    const conditions = { mfa: true } as const;
    await publishModel(services.store, {
      roles: [roleOf('careful', ['sees', 'opens'])],
      policies: [
        policyOf('sees', [allowing(['secret:list'], 'secret:prod/**')]),
        policyOf('opens', [{ ...allowing(['secret:reveal', 'secret:write'], 'secret:prod/**'), conditions }]),
      ],
    });
    const caller = callerWith('careful');
    const need = { permission: 'secret:write', name: 'prod/db', resourceType: 'secret', resourceId: ID } as const;
    for (const work of [requireReveal(caller, 'prod/db'), services.authorizer.requireCreation(caller, need)]) {
      expect((await refusal(work)).code).toBe('second_factor_required');
    }
    expect(services.records.map(({ reason }) => reason)).toEqual([
      'no statement allows it; in the policy "opens", statements[0], mfa does not hold',
      'no statement allows it; in the policy "opens", statements[0], mfa does not hold',
    ]);
    const hint =
      'There is no such object, or you may not see it. With a second factor you may see more: POST /api/v1/auth/reauthenticate.';
    expect((await refusal(requireReveal(caller, 'dev/db'))).message).toBe(hint);
    expect((await refusal(services.authorizer.absent(caller, 'secret:reveal', 'secret', ID))).message).toBe(hint);
  });

  it('answers forbidden if the caller may not create an object of that name', async () => {
    const need = { permission: 'secret:write', name: 'prod/db', resourceType: 'secret', resourceId: ID } as const;
    expect((await refusal(services.authorizer.requireCreation(callerWith('lister'), need))).code).toBe('forbidden');
  });

  it('puts the reason into one audit record only, which the answer names by a random id', async () => {
    const caller = callerWith('lister');
    const error = await refusal(requireReveal(caller, 'prod/db'));
    await refusal(services.authorizer.denyRoute(callerWith(), 'role:write'));
    expect(services.records).toEqual([
      {
        ...{
          action: 'secret:reveal',
          resourceType: 'secret',
          resourceId: ID,
          resourceName: 'prod/db',
          outcome: 'denied',
        },
        ...{ actorId: caller.principal.userId, requestId: caller.request.requestId },
        ...{ decisionId: error.details.decisionId, reason: 'no statement allows it' },
      },
      expect.objectContaining({ action: 'role:write', resourceType: 'role', resourceId: null, outcome: 'denied' }),
    ]);
    expect(error.message).not.toContain('statement');
    expect(services.records[0]?.decisionId).not.toBe(services.records[1]?.decisionId);
  });

  it('allows without a record, and synchronously while the model is fresh', async () => {
    await services.reader.snapshot();
    expect(requireReveal(callerWith('revealer'), 'prod/db')).toBeUndefined();
    expect(services.authorizer.holds(callerWith('revealer').principal, 'secret:reveal')).toBe(true);
    expect(services.authorizer.holds(callerWith('revealer').principal, 'secret:write')).toBe(false);
    expect(services.records).toEqual([]);
  });

  it('applies the conditions to a route whose kind has exactly one object', async () => {
    const conditions = { mfa: true } as const;
    await publishModel(services.store, {
      roles: [roleOf('checked', ['reads-audit']), roleOf('elsewhere', ['reads-other'])],
      policies: [
        policyOf('reads-audit', [{ ...allowing(['audit:read'], 'audit:**'), conditions }]),
        policyOf('reads-other', [allowing(['audit:read'], 'audit:other')]),
      ],
    });
    const caller = callerWith('checked');
    const enter = (one: Caller) => services.authorizer.requireRoute(one, 'audit:read');
    expect((await refusal(enter(caller))).code).toBe('second_factor_required');
    expect((await refusal(enter(callerWith('elsewhere')))).code).toBe('forbidden');
    await enter({ ...caller, principal: { ...caller.principal, mfaAt: caller.request.receivedAt } });
    expect(services.records.map(({ outcome }) => outcome)).toEqual(['denied', 'denied']);
  });

  it('lets a caller pass a route whose permission they may hold on some object', async () => {
    expect((await refusal(services.authorizer.requireRoute(callerWith('lister'), 'secret:write'))).code).toBe(
      'forbidden',
    );
    await services.authorizer.requireRoute(callerWith('lister'), 'secret:list');
    expect(services.records).toHaveLength(1);
  });

  it('allows nothing if the model cannot be read', async () => {
    services.store.beforeRevision = () => {
      throw new PartUnavailable('store');
    };
    for (const work of [
      requireReveal(callerWith('revealer'), 'prod/db'),
      services.authorizer.holds(callerWith('administrator').principal, 'secret:read'),
      services.authorizer.scope(callerWith('administrator'), 'secret:list'),
    ]) {
      expect((await refusal(work)).code).toBe('authorization_unavailable');
    }
  });

  it('applies a role change from the next request [R46]', async () => {
    await services.reader.snapshot();
    await services.publisher.publish(newId(), (model) => ({
      ...model,
      policies: model.policies.map((one) => (one.name === 'reveals' ? { ...one, statements: [] } : one)),
    }));
    expect((await refusal(requireReveal(callerWith('revealer'), 'prod/db'))).code).toBe('not_found');
  });

  it('refuses to give a role that does not exist or is being removed', async () => {
    await publishModel(services.store, { roles: [roleOf('leaving', [], services.clock.now())] });
    const target = { permission: 'user:write', resourceType: 'user', resourceId: ID } as const;
    for (const role of ['gone', 'leaving']) {
      const work = services.authorizer.requireCoverage(callerWith('administrator'), target, { roles: [role] });
      expect((await refusal(work)).code).toBe('validation_failed');
    }
  });

  it('refuses and records a grant of more than the caller holds [R51]', async () => {
    const target = { permission: 'user:write', resourceType: 'user', resourceId: ID } as const;
    const work = services.authorizer.requireCoverage(callerWith('lister'), target, { roles: ['revealer'] });
    expect((await refusal(work)).code).toBe('forbidden');
    expect(services.records).toEqual([
      expect.objectContaining({ outcome: 'denied', reason: 'the caller does not hold secret:reveal on prod/db' }),
    ]);
    await services.authorizer.requireCoverage(callerWith('lister'), target, { roles: ['lister'] });
  });

  it('treats as an administrator only a caller with the role who is in the set of active ones', async () => {
    const [named, active, neither] = [callerWith('administrator'), callerWith('administrator'), callerWith('lister')];
    await services.administrators.admit(anAdministrator(active.principal.userId), { requestId: newId() });
    await services.administrators.admit(anAdministrator(neither.principal.userId), { requestId: newId() });
    const asked = [named, active, neither].map(({ principal }) => services.authorizer.isAdministrator(principal));
    expect(await Promise.all(asked)).toEqual([false, true, false]);
  });
});
