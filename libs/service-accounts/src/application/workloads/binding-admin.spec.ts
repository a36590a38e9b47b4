import { type CofferError, type CredentialScope, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { compileScope } from '#policies';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '#users';
import { addUser, callerAs } from '#users/testing';
import { aProvider } from '../../testing/a-provider.js';
import { addServiceAccount, type WorkloadNode, workloadNode } from '../../testing/workload-services.js';
import type { BindingWish } from './binding-admin.js';

const GITHUB = 'https://token.actions.githubusercontent.com';
const CLAIMS = { repository_id: '74', environment: ['production', 'staging'] };

describe('a binding', () => {
  let node: WorkloadNode;
  let root: User;
  let clerk: User;
  let ci: User;
  beforeEach(async () => {
    node = workloadNode();
    const accounts = { effect: 'allow', actions: ['service_account:*'], resources: ['service_account:ci-*'] } as const;
    const providers = {
      effect: 'allow',
      actions: ['identity_provider:read'],
      resources: ['identity_provider:team'],
    } as const;
    const reading = { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:prod/**'] } as const;
    await publishModel(node.stores.models, {
      roles: [roleOf('clerk', ['accounts', 'providers']), roleOf('deployer', ['reading'])],
      policies: [policyOf('accounts', [accounts]), policyOf('providers', [providers]), policyOf('reading', [reading])],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    clerk = await addUser(node, 'clerk', { roles: ['clerk'] });
    ci = await addServiceAccount(node, 'ci-deploy', { roles: ['deployer'] });
    await addServiceAccount(node, 'ci-idle');
    const { providers: store } = node.stores.identityProviders;
    await store.insert(aProvider({ name: 'github', issuer: GITHUB }), newId());
    await store.insert(aProvider({ name: 'team' }), newId());
    node.records.length = 0;
  });

  const again = (user = root) => ({ ...callerAs(user), request: aRequest({ receivedAt: node.clock.at }) });
  const wish = (more: Partial<BindingWish> = {}) => ({ provider: 'github', claims: CLAIMS, ...more });
  const create = (more: Partial<BindingWish> = {}, user = root, account = 'ci-deploy') =>
    node.workloads.bindings.create(again(user), account, wish(more), null);
  const fieldsOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (refusal: CofferError) => refusal,
    );
    return error?.details.fields?.map(({ field, code }) => `${field} ${code}`) ?? error?.code ?? 'none';
  };
  const listed = async (user = root) =>
    (await node.workloads.bindingListing.list(again(user), 'ci-deploy', null, 99)).items;

  it('is made by nobody who may not do what the account may [R51][R138]', async () => {
    expect(await codeOf(create({ provider: 'team' }, clerk))).toBe('forbidden');
    expect(await codeOf(create({ provider: 'team' }, clerk, 'ci-idle'))).toBe('none');
    expect(await codeOf(create({}, await addUser(node, 'stranger')))).toBe('not_found');
    expect(await listed()).toEqual([]);
  });

  it('is not changed either by who may not do what the account may, but can be ended by them [R51][R138]', async () => {
    const { stored } = await create({ provider: 'team' });
    const { id } = stored.value;
    const { bindings } = node.workloads;
    expect(await codeOf(bindings.replace(again(clerk), 'ci-deploy', id, { claims: { sub: 'x' } }, null))).toBe(
      'forbidden',
    );
    expect(await codeOf(bindings.end(again(clerk), 'ci-deploy', id))).toBe('none');
    expect(await listed()).toEqual([]);
  });

  it.each([
    ['deleted', 'deleted'],
    ['being deleted', 'deleting'],
  ] as const)('is not left of an account that was %s after the sweep of its bindings', async (_, state) => {
    const { bindings } = node.stores.bindings;
    bindings.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      const stored = await node.stores.users.users.load(ci.id);
      if (!stored) throw new Error('no account');
      await node.stores.users.users.replace({ ...stored.value, state }, stored.revision, newId());
      await node.workloads.bindingSweep.sweep(ci.id);
    };
    expect(await codeOf(create())).toBe('conflict');
    expect(bindings.peekAll()).toEqual([]);
  });

  it('is not made or changed by a key with a scope or networks: its tokens have neither [R110]', async () => {
    const { stored } = await create();
    const everything = compileScope([{ effect: 'allow', actions: ['*'], resources: ['**'] }]);
    const by = (limits: { scope?: CredentialScope; networks?: string[] }) => {
      const { principal, request } = again();
      return { principal: { ...principal, ...limits }, request };
    };
    for (const limits of [{ scope: everything }, { networks: ['10.0.0.0/8'] }]) {
      expect(await codeOf(node.workloads.bindings.create(by(limits), 'ci-idle', wish(), null))).toBe('forbidden');
      const change = node.workloads.bindings.replace(by(limits), 'ci-deploy', stored.value.id, wish(), null);
      expect(await codeOf(change)).toBe('forbidden');
    }
  });

  it('is not shown by a repeat of its creation once it was ended [R88]', async () => {
    const once = () => node.workloads.bindings.create(again(), 'ci-deploy', wish(), 'once');
    const { id } = (await once()).stored.value;
    expect((await once()).stored.value.id).toBe(id);
    await node.workloads.bindings.end(again(), 'ci-deploy', id);
    expect(await codeOf(once())).toBe('conflict');
    expect(await listed()).toEqual([]);
  });

  it('is to a provider that the caller may read: any other is unknown', async () => {
    for (const provider of ['github', 'none', newId(), '', 'Password1!'])
      expect(await fieldsOf(create({ provider }, clerk, 'ci-idle'))).toEqual(['provider unknown_provider']);
    expect(await codeOf(create({ provider: 'team' }, clerk, 'ci-idle'))).toBe('none');
  });

  it('is never one of a person, and of no account that was deleted', async () => {
    expect(await codeOf(create({}, root, 'clerk'))).toBe('not_found');
    expect(await codeOf(create({}, root, clerk.id))).toBe('not_found');
  });

  it.each([
    ['no claim', {}, 'claims too_wide'],
    ['the audience alone', { aud: 'x' }, 'claims too_wide'],
    ['the issuer alone', { iss: GITHUB, '/aud': 'x' }, 'claims too_wide'],
    ['what each token has for itself', { jti: 'x', exp: '1', iat: '1', nbf: '1' }, 'claims too_wide'],
    ['what a stranger on GitHub could have', { environment: 'production', ref: 'refs/heads/main' }, 'claims too_wide'],
    ['an empty name', { '': 'x' }, 'claims[0] claim'],
    ['a bad pointer', { sub: 'x', '/a~2': 'x' }, 'claims[1] claim'],
    ['a long name', { ['x'.repeat(257)]: 'x' }, 'claims[0] claim'],
    ['a number', { repository_id: 74 }, 'claims[0] value'],
    ['null', { repository_id: null }, 'claims[0] value'],
    ['an object', { repository_id: { x: 1 } }, 'claims[0] value'],
    ['no value', { repository_id: [] }, 'claims[0] value'],
    ['an empty value', { repository_id: ['74', ''] }, 'claims[0] value'],
    ['a list in a list', { repository_id: [['74']] }, 'claims[0] value'],
    ['a long value', { repository_id: 'x'.repeat(513) }, 'claims[0] value'],
    ['21 values', { repository_id: Array(21).fill('74') }, 'claims[0] value'],
    ['21 claims', Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`c${n}`, 'x'])), 'claims size'],
  ])('is not made of %s', async (_, claims, field) => {
    expect(await fieldsOf(create({ claims }))).toEqual([field]);
    expect(await listed()).toEqual([]);
  });

  it.each(['59s', '61m', '2h', '1d', '0s', '90', ''])('does not give tokens for %p', async (ttl) => {
    expect(await fieldsOf(create({ ttl }))).toEqual(['ttl ttl']);
  });

  it('is kept as it was given, and shown with the name of its provider', async () => {
    const made = await create({ ttl: '1h' });
    expect(made).toMatchObject({
      provider: 'github',
      stored: {
        value: {
          accountId: ci.id,
          ttl: 3_600,
          claims: [
            { claim: 'repository_id', values: ['74'] },
            { claim: 'environment', values: ['production', 'staging'] },
          ],
        },
      },
    });
    expect(await listed()).toEqual([made]);
    expect(await node.workloads.bindingListing.get(again(), 'ci-deploy', made.stored.value.id)).toEqual(made);
    await node.workloads.providers.remove(again(), 'github');
    expect(await listed()).toEqual([{ ...made, provider: null }]);
  });

  it('is found under its own account alone', async () => {
    const { stored } = await create();
    const { bindingListing, bindings } = node.workloads;
    const { id } = stored.value;
    expect(await codeOf(bindingListing.get(again(), 'ci-idle', id))).toBe('not_found');
    expect(await codeOf(bindings.end(again(), 'ci-idle', id))).toBe('not_found');
    expect(await codeOf(bindings.replace(again(), 'ci-idle', id, wish(), null))).toBe('not_found');
    for (const absent of [newId(), 'Password1!'])
      expect(await codeOf(bindings.end(again(), 'ci-deploy', absent))).toBe('not_found');
    expect(JSON.stringify(node.records)).not.toContain('Password1!');
  });

  it('changes its claims and its ttl, and never its provider', async () => {
    const { stored } = await create();
    const { id } = stored.value;
    const replace = (more: object, seen: number[] | null = null) =>
      node.workloads.bindings.replace(again(), 'ci-deploy', id, { claims: { sub: 'x' }, ...more }, seen);
    expect(await fieldsOf(replace({ provider: 'team' }))).toEqual(['provider immutable']);
    expect(await fieldsOf(replace({ claims: { ref: 'x' } }))).toEqual(['claims too_wide']);
    expect(await codeOf(replace({}, [7]))).toBe('precondition_failed');
    expect(await replace({ provider: 'github', ttl: '1m' }, [1])).toMatchObject({
      stored: { revision: 2, value: { epoch: 2, ttl: 60, claims: [{ claim: 'sub', values: ['x'] }] } },
    });
    expect((await replace({ ttl: '1m' })).stored.revision).toBe(2);
  });

  it('is over once it is ended, and removed an hour later', async () => {
    const { stored } = await create();
    const { id } = stored.value;
    const { bindings, bindingListing, bindingSweep } = node.workloads;
    await bindings.end(again(), 'ci-deploy', id);
    expect(await codeOf(bindings.end(again(), 'ci-deploy', id))).toBe('not_found');
    expect(await codeOf(bindings.replace(again(), 'ci-deploy', id, wish(), null))).toBe('not_found');
    expect(await codeOf(bindingListing.get(again(), 'ci-deploy', id))).toBe('not_found');
    node.clock.at += 3_600_000;
    expect(await bindingSweep.run()).toBe(0);
    node.clock.at += 1;
    expect(await bindingSweep.run()).toBe(1);
    expect(node.stores.bindings.bindings.peekAll()).toEqual([]);
  });

  it('is one of 50 at most, however many are made at once, and none that was refused is left', async () => {
    for (let n = 0; n < 45; n += 1) await create();
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(create())));
    expect(new Set([...codes, 'none'])).toEqual(new Set(['none', 'limit_reached']));
    const made = codes.filter((code) => code === 'none').length;
    expect(node.stores.bindings.bindings.peekAll()).toHaveLength(45 + made);
    expect(made).toBeLessThanOrEqual(5);
    for (let n = 45 + made; n < 50; n += 1) await create();
    expect(await codeOf(create())).toBe('limit_reached');
  });

  it('does not outlive its account, also if it was made while the account was deleted', async () => {
    await create();
    await node.workloads.bindingSweep.sweep(ci.id);
    const { hooks } = node.stores.bindings.bindings;
    hooks.after = async (operation) => {
      if (operation !== 'insert') return;
      const stored = await node.stores.users.users.load(ci.id);
      await node.stores.users.users.replace({ ...ci, state: 'deleted' }, stored?.revision ?? 0, newId());
    };
    expect(await codeOf(create())).toBe('conflict');
    expect(node.stores.bindings.bindings.peekAll()).toEqual([]);
  });

  it('leaves its intent and its outcome, under the names of the account and the provider', async () => {
    const { stored } = await create();
    const about = { action: 'service_account:write', resourceType: 'binding', resourceId: stored.value.id };
    expect(node.records).toMatchObject([
      { ...about, resourceName: 'ci-deploy/github', outcome: 'allowed' },
      { ...about, resourceName: 'ci-deploy/github', outcome: 'succeeded' },
    ]);
    expect(JSON.stringify(node.records)).not.toContain('production');
  });

  it('is settled after a lost answer: made or ended, or not', async () => {
    const { stored } = await create();
    const { id } = stored.value;
    const settle = (request_id: string) =>
      node.workloads.bindingSettlement.settle({
        ...{ resource_id: id, request_id, action: 'service_account:write', at: new Date(node.clock.at).toISOString() },
      } as never);
    const ending = again();
    await node.workloads.bindings.end(ending, 'ci-deploy', id);
    expect(await settle(ending.request.requestId)).toBe('succeeded');
    expect(await settle(newId())).toBe('failed');
  });
});
