import { type Caller } from '#kernel';
import type { Statement } from '../../domain/model.js';
import { policyOf, roleOf } from '../../testing/authorization-model.js';
import { callerWith, type PolicyServices, policyServices, publishModel } from '../../testing/policy-services.js';

const READS: Statement = { effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] };
const LISTS: Statement = { effect: 'allow', actions: ['secret:list'], resources: ['secret:prod/**'] };

describe('the audit of changes to roles and policies', () => {
  let services: PolicyServices;
  let admin: Caller;
  beforeEach(async () => {
    services = policyServices();
    admin = callerWith('administrator');
    await publishModel(services.store, {
      roles: [roleOf('reader', ['reads'])],
      policies: [policyOf('reads', [READS]), policyOf('lists', [LISTS])],
    });
  });

  /** Action, outcome, name and changes of the records so far. */
  const recorded = () =>
    services.records.map(({ action, outcome, resourceName, changes }) => ({ action, outcome, resourceName, changes }));
  const twice = (record: object) => ['allowed', 'succeeded'].map((outcome) => ({ ...record, outcome }));
  const policies = (before: string[], after: string[]) => ({ field: 'policies', before, after, omitted: 0 });
  const valueless = (field: string) => ({ field, before: null, after: null, omitted: 0 });

  it('names the policies of a role before and after, and the other fields, never their values [R131]', async () => {
    const content = { description: 'canary', policies: ['reads', 'lists'], mfaRequired: true };
    await services.roles.replace(admin, 'id-of-reader', content, null);
    const changes = [valueless('description'), policies(['reads'], ['lists', 'reads']), valueless('mfa_required')];
    expect(recorded()).toEqual(twice({ action: 'role:write', resourceName: 'reader', changes }));
    expect(JSON.stringify(recorded())).not.toContain('canary');
  });

  it('names what a new role holds, and what a removed one held', async () => {
    const { id } = await services.roles.create(admin, { name: 'new', description: '', policies: ['lists'] });
    await services.roles.remove(admin, id, null);
    expect(recorded()).toEqual([
      ...twice({ action: 'role:write', resourceName: 'new', changes: [policies([], ['lists'])] }),
      ...twice({ action: 'role:delete', resourceName: 'new', changes: [policies(['lists'], [])] }),
    ]);
  });

  it('says that the statements of a policy changed, and nothing of one that is replaced by the same', async () => {
    const replace = (statements: Statement[]) =>
      services.policies.replace(admin, 'id-of-reads', { description: '', statements }, null);
    await replace([LISTS]);
    await replace([LISTS]);
    const { description } = policyOf('reads', []);
    const first = [...(description === '' ? [] : [valueless('description')]), valueless('statements')];
    expect(recorded().map(({ changes }) => changes)).toEqual([first, first, [], []]);
  });

  it('records in the outcome what was changed, if another change came between', async () => {
    const content = { description: '', policies: ['lists'] };
    services.store.models.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      services.store.models.hooks.before = undefined;
      await services.roles.replace(callerWith('administrator'), 'id-of-reader', { ...content, policies: [] }, null);
    };
    await services.roles.replace(admin, 'id-of-reader', content, null);
    const own = services.records.filter(({ requestId }) => requestId === admin.request.requestId);
    const named = own.map(({ outcome, changes }) => [outcome, changes?.find(({ field }) => field === 'policies')]);
    expect(named).toEqual([
      ['allowed', policies(['reads'], ['lists'])],
      ['succeeded', policies([], ['lists'])],
    ]);
  });

  it('names the role that a caller may not make, and no user', async () => {
    await expect(
      services.roles.create(callerWith('reader'), { name: 'tried', description: '', policies: [] }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const need = { permission: 'user:write', name: 'grace', resourceType: 'user', resourceId: null } as const;
    await expect(services.authorizer.requireCreation(callerWith('reader'), need)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const tried = () => ({ id: null, name: 'prod/tried' });
    await expect(services.authorizer.requireRoute(callerWith(), 'secret:write', tried)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(services.records.map(({ resourceName }) => resourceName)).toEqual(['tried', null, 'prod/tried']);
  });
});
