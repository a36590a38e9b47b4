import { type Caller, newId } from '#kernel';
import type { Statement } from '../../domain/model.js';
import { MODEL_MAX_PATTERNS } from '../../domain/model-size.js';
import { policyOf, roleOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';

function allowing(actions: string[], ...resources: string[]): Statement {
  return { effect: 'allow', actions, resources };
}

function denying(actions: string[], ...resources: string[]): Statement {
  return { effect: 'deny', actions, resources };
}

const READ_PROD = [allowing(['secret:read'], 'secret:prod/**')];
const POLICY = { name: 'read-prod', description: 'reads', statements: READ_PROD };

describe('policies', () => {
  let services: PolicyServices;
  let admin: Caller;

  /** A caller who may write policies of team-* and read the secrets below prod, but not prod/root. */
  function delegate(): Caller {
    return callerWith('delegate');
  }

  beforeEach(async () => {
    services = policyServices();
    admin = callerWith('administrator');
    await publishModel(services.store, {
      roles: [roleOf('delegate', ['delegate']), roleOf('lister', ['lists'])],
      policies: [
        policyOf('delegate', [
          allowing(['policy:*'], 'policy:team-*'),
          allowing(['secret:read'], 'secret:prod/**'),
          denying(['secret:read'], 'secret:prod/root'),
        ]),
        policyOf('lists', [allowing(['policy:list'], 'policy:t*')]),
      ],
    });
  });

  it('are refused for names that the caller may not write, taken names and invalid names', async () => {
    const make = (caller: Caller, name: string) => services.policies.create(caller, { ...POLICY, name });
    await expect(make(delegate(), 'other')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(make(admin, 'Delegate ')).rejects.toMatchObject({ code: 'name_taken' });
    for (const name of ['', 'a/b', 'a*', '-a', 'a'.repeat(65)]) {
      await expect(make(admin, name)).rejects.toMatchObject({ code: 'validation_failed' });
    }
  });

  it('are refused to everybody but administrators once nine tenths of the room are taken', async () => {
    const statement = allowing(['secret:read'], 'secret:prod/a/**');
    const filled = { ...statement, resources: Array(MODEL_MAX_PATTERNS * 0.9).fill('secret:prod/a/x') };
    const { model } = services.store;
    const administrators = [admin.principal.userId];
    const full = { ...model, administrators, policies: [...model.policies, policyOf('filler', [filled])] };
    await services.store.models.replace(full, 1, newId());
    services.clock.at += 2_000;
    const make = (caller: Caller, name: string) =>
      services.policies.create(caller, { name, description: '', statements: [statement] });
    await expect(make(delegate(), 'team-a')).rejects.toMatchObject({ code: 'model_full' });
    expect(await make(admin, 'team-b')).toMatchObject({ name: 'team-b' });
  });

  it('are refused for statements that give more than the caller holds [R51]', async () => {
    const make = (...statements: Statement[]) =>
      services.policies.create(delegate(), { name: 'team-a', description: '', statements });
    for (const statement of [
      allowing(['secret:reveal'], 'secret:prod/a/**'),
      allowing(['secret:read'], 'secret:**'),
      allowing(['secret:read'], 'secret:prod/**'),
      allowing(['secret:read'], 'secret:prod/r*'),
      allowing(['*'], '**'),
    ]) {
      await expect(make(statement)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(services.records.map(({ outcome }) => outcome)).toEqual(Array(5).fill('denied'));
    expect(await make(allowing(['secret:read'], 'secret:prod/a/**'))).toMatchObject({ name: 'team-a', revision: 1 });
  });

  it('are checked against the model that is replaced, not the one that was read first [R51]', async () => {
    const caller = delegate();
    await services.reader.snapshot();
    const statements = [allowing(['secret:read'], 'secret:prod/a/**')];
    const { policies } = services.store.model;
    const emptied = policies.map((one) => (one.name === 'delegate' ? { ...one, statements: [] } : one));
    const shrunk = { ...services.store.model, policies: emptied };
    await services.store.models.replace(shrunk, 1, newId());
    const made = services.policies.create(caller, { name: 'team-a', description: '', statements });
    await expect(made).rejects.toMatchObject({ code: 'forbidden' });
    expect(services.store.model.policies.map(({ name }) => name)).not.toContain('team-a');
    expect(services.records.map(({ outcome }) => outcome)).toEqual(['allowed', 'failed']);
  });

  it('keep a deny against a caller who does not hold what it denies [R51]', async () => {
    const [all, some] = [denying(['secret:read'], 'secret:**'), denying(['secret:read'], 'secret:prod/a/**')];
    const made = await services.policies.create(admin, { name: 'team-a', description: '', statements: [all, some] });
    const replace = (...statements: Statement[]) =>
      services.policies.replace(delegate(), made.id, { description: '', statements }, null);
    await expect(replace(some)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await replace(all)).toMatchObject({ revision: 2 });
  });

  it('answer 404 if absent or not visible, and 403 if visible but not writable', async () => {
    const made = await services.policies.create(admin, { ...POLICY, name: 'team-a' });
    const hidden = await services.policies.create(admin, { ...POLICY, name: 'x' });
    const get = (caller: Caller, id: string) => services.policies.get(caller, id);
    await expect(get(callerWith('lister'), newId())).rejects.toMatchObject({ code: 'not_found' });
    await expect(get(callerWith('lister'), hidden.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(get(callerWith('lister'), made.id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await get(delegate(), made.id)).toEqual(made);
  });

  it('answer 403 before they compare the revision', async () => {
    const made = await services.policies.create(admin, { ...POLICY, name: 'team-a' });
    const remove = (caller: Caller, seen: number) => services.policies.remove(caller, made.id, [seen]);
    await expect(remove(callerWith('lister'), 7)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(remove(admin, 7)).rejects.toMatchObject({ code: 'precondition_failed' });
    await remove(admin, 1);
  });

  it('cannot be changed if they are built in', async () => {
    const builtIn = services.store.model.policies.find(({ name }) => name === 'auditor');
    const id = builtIn?.id ?? '';
    await expect(services.policies.replace(admin, id, POLICY, null)).rejects.toMatchObject({ code: 'built_in' });
    await expect(services.policies.remove(admin, id, null)).rejects.toMatchObject({ code: 'built_in' });
    expect(services.store.model.policies).toContainEqual(builtIn);
  });

  it('are not removed while a role refers to them', async () => {
    await expect(services.policies.remove(admin, 'id-of-delegate', null)).rejects.toMatchObject({ code: 'in_use' });
  });

  it('keep their name', async () => {
    const change = { ...POLICY, name: 'other' };
    const replaced = services.policies.replace(admin, 'id-of-lists', change, null);
    await expect(replaced).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await services.policies.replace(admin, 'id-of-lists', { ...POLICY, name: ' LISTS' }, null)).toMatchObject({
      name: 'lists',
    });
  });

  it('lose none of two concurrent updates with If-Match', async () => {
    const change = (description: string) =>
      services.policies.replace(
        callerWith('administrator'),
        'id-of-lists',
        { ...POLICY, name: undefined, description },
        [1],
      );
    const outcomes = await Promise.allSettled([change('a'), change('b')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'precondition_failed' },
    });
  });

  it('apply from the next request [R46]', async () => {
    const caller = callerWith('lister');
    expect((await services.authorizer.decide(caller, 'secret:read', 'prod/a')).allowed).toBe(false);
    await services.policies.replace(admin, 'id-of-lists', { description: '', statements: READ_PROD }, null);
    expect((await services.authorizer.decide(caller, 'secret:read', 'prod/a')).allowed).toBe(true);
  });

  it('are listed by name, page by page, only those that the caller may list [R48]', async () => {
    for (const name of ['team-c', 'team-a', 'team-b', 'x']) await services.policies.create(admin, { ...POLICY, name });
    const first = await services.policies.list(callerWith('lister'), null, 2);
    expect([first.items.map(({ name }) => name), first.next]).toEqual([['team-a', 'team-b'], 'team-b']);
    const second = await services.policies.list(callerWith('lister'), first.next, 2);
    expect([second.items.map(({ name }) => name), second.next]).toEqual([['team-c'], null]);
  });

  it('are audited: a change before and after it, a read once', async () => {
    const made = await services.policies.create(admin, POLICY);
    await services.policies.get(admin, made.id);
    await services.policies.list(admin, null, 10);
    await services.policies.remove(admin, made.id, null);
    expect(services.records.map(({ action, outcome, resourceId }) => [action, outcome, resourceId])).toEqual([
      ['policy:write', 'allowed', made.id],
      ['policy:write', 'succeeded', made.id],
      ['policy:read', 'succeeded', made.id],
      ['policy:list', 'succeeded', null],
      ['policy:delete', 'allowed', made.id],
      ['policy:delete', 'succeeded', made.id],
    ]);
  });
});
