import { type CofferError, newId, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '#users';
import { addUser, callerAs } from '#users/testing';
import type { ProviderContent } from '../../domain/workloads/provider-rules.js';
import { signingKey } from '../../testing/local-issuer.js';
import { type WorkloadNode, workloadNode } from '../../testing/workload-services.js';

const GITHUB: ProviderContent = {
  ...{ name: 'github', issuer: 'https://token.actions.githubusercontent.com', audience: 'https://coffer.example.org' },
  ...{ jwksUri: null, jwks: null, discovery: 'https://d.example/.well-known/openid-configuration' },
  ...{ algorithms: ['RS256'], privateNetwork: false, ca: null },
};
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('an identity provider', () => {
  let node: WorkloadNode;
  let root: User;
  let delegate: User;
  beforeEach(async () => {
    node = workloadNode();
    const all = { effect: 'allow', actions: ['identity_provider:*'], resources: ['identity_provider:**'] } as const;
    await publishModel(node.stores.models, {
      roles: [roleOf('delegate', ['all'])],
      policies: [policyOf('all', [all])],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    delegate = await addUser(node, 'delegate', { roles: ['delegate'] });
    node.records.length = 0;
  });

  const again = (user = root) => ({ ...callerAs(user), request: aRequest({ receivedAt: node.clock.at }) });
  const create = (content: Partial<ProviderContent> = {}, user = root) =>
    node.workloads.providers.create(again(user), { ...GITHUB, ...content }, null);
  const replace = (content: Partial<ProviderContent> = {}, seen: number[] | null = null, user = root) =>
    node.workloads.providers.replace(again(user), 'github', { ...GITHUB, ...content }, seen);
  const fieldsOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (refusal: CofferError) => refusal,
    );
    return error?.details.fields?.map(({ field, code }) => `${field} ${code}`) ?? error?.code ?? 'none';
  };
  const outcomes = () => node.records.map(({ action, outcome }) => `${action} ${outcome}`);

  it('is created and changed by administrators alone: who chooses its keys acts as all that are bound [R138]', async () => {
    expect(await codeOf(create({}, delegate))).toBe('forbidden');
    expect(node.policies.records).toMatchObject([
      {
        ...{ action: 'identity_provider:write', outcome: 'denied', resourceName: 'github' },
        reason: 'only administrators create and change identity providers',
      },
    ]);
    await create();
    expect(await codeOf(replace({ audience: 'x' }, null, delegate))).toBe('forbidden');
    expect(node.stores.identityProviders.providers.peekAll()).toMatchObject([{ revision: 1 }]);
  });

  it('is shown and removed by who holds the permission, and is 404 for others', async () => {
    await create();
    const stranger = await addUser(node, 'stranger');
    const { providerListing, providers } = node.workloads;
    for (const name of ['github', 'none', newId(), 'Password1!']) {
      expect(await codeOf(providerListing.get(again(stranger), name))).toBe('not_found');
      expect(await codeOf(providers.remove(again(stranger), name))).toBe('not_found');
    }
    expect(JSON.stringify(node.records)).not.toContain('Password1!');
    expect((await providerListing.get(again(delegate), 'github')).value.name).toBe('github');
    await providers.remove(again(delegate), 'github');
    expect(await codeOf(providerListing.get(again(), 'github'))).toBe('not_found');
  });

  it.each([
    ['no keys', { discovery: null }, ['jwks_uri one_of']],
    ['two sources of keys', { jwksUri: 'https://k.example/' }, ['jwks_uri one_of']],
    ['http', { discovery: 'http://d.example/' }, ['discovery discovery']],
    ['a user in the URL', { discovery: 'https://a@d.example/' }, ['discovery discovery']],
    ['a fragment', { discovery: 'https://d.example/#x' }, ['discovery discovery']],
    ['a private address', { discovery: 'https://10.0.0.1/' }, ['discovery private_address']],
    ['loopback in IPv6', { discovery: null, jwksUri: 'https://[::1]/' }, ['jwks_uri private_address']],
    ['a space in the issuer', { issuer: 'https://a b' }, ['issuer issuer']],
    ['an invisible character in the audience', { audience: 'https://a\u200b' }, ['audience audience']],
    ['no algorithm', { algorithms: [] }, ['algorithms algorithms']],
    ['HS256', { algorithms: ['HS256' as 'RS256'] }, ['algorithms algorithms']],
    ['an algorithm twice', { algorithms: ['RS256', 'RS256'] as const }, ['algorithms algorithms']],
    ['what is no certificate', { ca: CERTIFICATE }, ['ca ca']],
    ['more than certificates', { ca: `${CERTIFICATE}x` }, ['ca ca']],
    ['a name in upper case', { name: 'GitHub' }, ['name name']],
    ['an id as a name', { name: newId() }, ['name name']],
    ['two faults', { issuer: '', audience: '' }, ['issuer issuer', 'audience audience']],
    ['a key set and a ca', { discovery: null, jwks: '{}', ca: 'x' }, ['ca not_fetched', 'ca ca']],
    [
      'a key set in a private network',
      { discovery: null, jwks: '{}', privateNetwork: true },
      ['private_network not_fetched'],
    ],
    ['an empty key set', { discovery: null, jwks: '{"keys":[]}' }, ['jwks jwks']],
    ['no key set', { discovery: null, jwks: '{}' }, ['jwks jwks']],
    ['a far too long key set', { discovery: null, jwks: JSON.stringify('x'.repeat(65_536)) }, ['jwks jwks']],
  ] as const)('is not made with %s', async (_, content, fields) => {
    expect(await fieldsOf(create(content as Partial<ProviderContent>))).toEqual(fields);
    expect(outcomes()).toEqual([]);
  });

  it('is not made of private keys, of symmetric ones, nor of one that its algorithms cannot use', async () => {
    const { jwk } = await signingKey('k');
    const made = (...keys: object[]) => fieldsOf(create({ discovery: null, jwks: JSON.stringify({ keys }) }));
    expect(await made(jwk, { ...jwk, d: 'AAAA' })).toEqual(['jwks.keys[1] private_key']);
    expect(await made({ kty: 'oct', k: 'AAAA' })).toEqual(['jwks.keys[0] private_key']);
    expect(await made(jwk)).toEqual(['jwks jwks']);
    const fixed = { discovery: null, jwks: JSON.stringify({ keys: [jwk] }), algorithms: ['ES256'] } as const;
    expect(await codeOf(create(fixed))).toBe('none');
  });

  it('is not made of several keys that have not each a name of their own', async () => {
    const { jwk } = await signingKey('k');
    const { kid: _, ...nameless } = jwk;
    const fixed = { discovery: null, algorithms: ['ES256'] } as const;
    const made = (...keys: object[]) => fieldsOf(create({ ...fixed, jwks: JSON.stringify({ keys }) }));
    expect(await made(jwk, { ...jwk, kid: 'other' }, jwk)).toEqual(['jwks.keys[2].kid duplicate']);
    expect(await made(jwk, nameless)).toEqual(['jwks.keys[1].kid required']);
    expect(await made(jwk, { ...jwk, kid: '' })).toEqual(['jwks.keys[1].kid required']);
    expect(await made(nameless)).toBe('none');
  });

  it('has a name, and an issuer with an audience, that no other has', async () => {
    await create();
    expect(await codeOf(create({ audience: 'other' }))).toBe('name_taken');
    expect(await codeOf(create({ name: 'other' }))).toBe('issuer_taken');
    await create({ name: 'other', audience: 'other' });
    expect(await codeOf(replace({ audience: 'other' }))).toBe('issuer_taken');
    expect(node.records.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  it('is one of 100 at most', async () => {
    for (let n = 0; n < 100; n += 1) await create({ name: `p${n}`, audience: `a${n}` });
    expect(await codeOf(create())).toBe('limit_reached');
  });

  it('never changes its name, and is not changed by who has not seen its last change', async () => {
    await create();
    expect(await fieldsOf(replace({ name: 'other' }))).toEqual(['name immutable']);
    expect(await codeOf(replace({ audience: 'b' }, [2]))).toBe('precondition_failed');
    expect(await replace({ audience: 'b' }, [1])).toMatchObject({ revision: 2, value: { audience: 'b', epoch: 2 } });
    expect(await replace({ audience: 'b' })).toMatchObject({ revision: 2, value: { epoch: 2 } });
  });

  it('leaves records with the names of what changed, and none of its values', async () => {
    await create();
    await replace({
      audience: 'secret-audience',
      discovery: null,
      jwksUri: 'https://k.example/',
      privateNetwork: true,
    });
    const { id } = (await node.stores.identityProviders.findByName('github'))?.value ?? {};
    expect(node.records.at(-1)).toMatchObject({
      ...{ action: 'identity_provider:write', resourceType: 'identity_provider', resourceId: id },
      ...{ resourceName: 'github', outcome: 'succeeded' },
    });
    const fields = node.records.at(-1)?.changes?.map(({ field }) => field);
    expect(fields).toEqual(['audience', 'jwks_uri', 'discovery', 'private_network']);
    expect(JSON.stringify(node.records)).not.toContain('secret-audience');
  });

  it('lets one of 20 changes of the same revision win', async () => {
    await create();
    const changes = Array.from({ length: 20 }, (_, n) => codeOf(replace({ audience: `a${n}` }, [1])));
    const codes = await Promise.all(changes);
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['none', 'precondition_failed']));
  });

  it('is settled after a lost answer: made, changed or removed, or not', async () => {
    const { hooks } = node.stores.identityProviders.providers;
    hooks.before = (operation) => {
      if (operation === 'insert') throw new PartUnavailable('store');
    };
    expect(await codeOf(create())).toBe('store_unavailable');
    hooks.before = undefined;
    const { value } = await create();
    const intent = (action: string, request_id: string) => ({
      ...{ resource_id: value.id, request_id, action, at: new Date(node.clock.at).toISOString() },
    });
    const settle = (action: string, request = newId()) =>
      node.workloads.providerSettlement.settle(intent(action, request) as never);
    expect(await settle('identity_provider:write')).toBe('failed');
    expect(await settle('identity_provider:delete')).toBe('failed');
    await node.workloads.providers.remove(again(), value.id);
    expect(await settle('identity_provider:delete')).toBe('succeeded');
  });

  it('is listed by name, page by page, as far as the caller may', async () => {
    for (const name of ['c', 'a', 'b']) await create({ name, audience: name });
    const page = (after: string | null, limit: number, user = root) =>
      node.workloads.providerListing.list(again(user), after, limit);
    const names = async (listed: ReturnType<typeof page>) => (await listed).items.map(({ value }) => value.name);
    expect(await names(page(null, 2))).toEqual(['a', 'b']);
    expect((await page(null, 2)).next).toBe('b');
    expect(await names(page('b', 2))).toEqual(['c']);
    expect((await page('b', 2)).next).toBeNull();
    expect(await names(page(null, 9, await addUser(node, 'stranger')))).toEqual([]);
  });
});
