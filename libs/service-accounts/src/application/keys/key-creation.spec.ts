import { type Caller, type CofferError, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { compileScope, type Statement } from '#policies';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '#users';
import { addUser, callerAs } from '#users/testing';
import { digestOf, keyStart } from '../../domain/keys/key-text.js';
import { addProgram, again, type KeyNode, keyNode } from '../../testing/key-node.js';
import { programPrincipal } from '../program-principal.js';
import type { KeyWish } from './key-wish.js';

const DAY_MS = 86_400_000;
const GOOD_SCOPE = [{ effect: 'allow', actions: ['secret:read'], resources: ['secret:prod/**'] }];

describe('the creation of a key', () => {
  let node: KeyNode;
  let caller: Caller;
  let program: User;

  const create = (more: Partial<KeyWish> = {}, key: string | null = null) =>
    node.keyCreation.create(again(caller), 'bot', { name: 'deploy', end: {}, ...more }, key);
  const fieldOf = async (more: Partial<KeyWish>) => {
    try {
      await create(more);
    } catch (error) {
      return (error as CofferError).details.fields?.map(({ field, code }) => `${field}: ${code}`)[0];
    }
    return 'none';
  };

  beforeEach(async () => {
    node = keyNode();
    await publishModel(node.stores.models, {
      roles: [roleOf('clerk', ['writes-accounts']), roleOf('reader', ['reads'])],
      policies: [
        policyOf('writes-accounts', [
          { effect: 'allow', actions: ['service_account:*'], resources: ['service_account:**'] },
        ]),
        policyOf('reads', [{ effect: 'allow', actions: ['secret:read'], resources: ['secret:**'] }]),
      ],
    });
    ({ caller, program } = await addProgram(node, 'bot', { roles: ['reader'] }));
  });

  it('is refused to who may not write the account, and to who does not hold what it may do [R51]', async () => {
    const [stranger, clerk, both] = [
      await addUser(node, 'stranger', {}),
      await addUser(node, 'clerk', { roles: ['clerk'] }),
      await addUser(node, 'both', { roles: ['clerk', 'reader'] }),
    ];
    const by = (user: typeof clerk) => node.keyCreation.create(callerAs(user), 'bot', { name: 'deploy', end: {} });
    expect(await codeOf(by(stranger))).toBe('not_found');
    expect(await codeOf(by(clerk))).toBe('forbidden');
    expect(await codeOf(by(both))).toBe('none');
  });

  it.each<[string, Partial<KeyWish>, string]>([
    ['an empty name', { name: '' }, 'name: key_name'],
    ['a name with a line break', { name: 'a\nb' }, 'name: key_name'],
    ['a name that turns the direction of text', { name: 'a\u202eb' }, 'name: key_name'],
    ['two ends', { end: { expiresIn: '1d', expiresAt: 1 } }, 'expires_at: one_of'],
    ['an end that is over', { end: { expiresAt: 1 } }, 'expires_at: past'],
    ['an end beyond the longest age', { end: { expiresAt: Number.MAX_SAFE_INTEGER } }, 'expires_at: too_long'],
    ['no address', { allowedIps: [] }, 'allowed_ips: network'],
    ['a wrong block', { allowedIps: ['10.0.0.0/33'] }, 'allowed_ips: network'],
    ['a block twice', { allowedIps: ['10.0.0.0/8', '10.0.0.0/8'] }, 'allowed_ips: network'],
    ['a scope that is no policy', { scope: [{ effect: 'allow' }] }, 'scope[0].actions: required'],
    ['an empty scope', { scope: [] }, 'scope: size'],
  ])('is refused for %s', async (_, more, field) => {
    expect(await fieldOf(more)).toBe(field);
  });

  it('shows the key once, and stores a digest of it and nothing else of it [R136]', async () => {
    const { key, text } = await create({ scope: GOOD_SCOPE, allowedIps: ['10.0.0.0/8'] });
    if (text === null) throw new Error('no key');
    expect(text.startsWith(keyStart(key.id))).toBe(true);
    const stored = node.store.keys.peekAll()[0]?.value;
    expect(stored).toMatchObject({ digest: digestOf(text), scope: JSON.stringify(GOOD_SCOPE) });
    expect(JSON.stringify(stored)).not.toContain(text.slice(keyStart(key.id).length));
    expect(node.records.map(({ outcome, resourceType }) => `${resourceType} ${outcome}`)).toEqual([
      'api_key allowed',
      'api_key succeeded',
    ]);
    const repeated = await create({ name: 'once' }, 'once');
    expect(repeated.text).not.toBeNull();
    expect(await create({ name: 'once' }, 'once')).toMatchObject({ key: { id: repeated.key.id }, text: null });
    expect(await codeOf(create({ name: 'other' }, 'once'))).toBe('idempotency_key_reused');
    // A key that was ended is still listed: nothing of it was removed.
    await node.ending.end(again(caller), 'bot', repeated.key.id);
    expect(await create({ name: 'once' }, 'once')).toMatchObject({ state: 'ended', text: null });
  });

  it.each([
    ['deleted', 'deleted'],
    ['being deleted', 'deleting'],
  ] as const)('leaves no key of an account that was %s after the sweep of its keys', async (_, state) => {
    const { keys } = node.stores.apiKeys;
    keys.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      const stored = await node.stores.users.users.load(program.id);
      if (!stored) throw new Error('no account');
      await node.stores.users.users.replace({ ...stored.value, state }, stored.revision, newId());
      await node.sweep.sweep(program.id);
    };
    expect(await codeOf(create())).toBe('conflict');
    expect(keys.peekAll()).toEqual([]);
  });

  describe('by a key with bounds of its own', () => {
    const NARROW = [{ effect: 'allow' as const, actions: ['secret:read'], resources: ['secret:prod/shop/**'] }];
    const WIDE = [{ effect: 'allow' as const, actions: ['*'], resources: ['**'] }];
    const OF_ALL = [
      { effect: 'allow' as const, actions: ['secret:read'], resources: ['secret:**'] },
      { effect: 'allow' as const, actions: ['service_account:*'], resources: ['service_account:**'] },
    ];
    let maker: User;

    beforeEach(async () => {
      ({ program: maker } = await addProgram(node, 'maker', { roles: ['clerk', 'reader'] }));
    });

    /** A call of `maker` by a key with the bounds. */
    const by = (bounds: { scope?: Statement[]; networks?: string[] }): Caller => {
      const limits = { scope: bounds.scope && compileScope(bounds.scope), networks: bounds.networks };
      const principal = programPrincipal(maker, newId(), node.clock.now(), limits);
      return { principal, request: aRequest() };
    };
    const made = (caller: Caller, more: Partial<KeyWish> = {}) =>
      codeOf(node.keyCreation.create(caller, 'bot', { name: 'child', end: {}, ...more }));

    it('is refused without a scope, or with one that its own does not cover [R110]', async () => {
      expect(await made(by({ scope: OF_ALL }))).toBe('forbidden');
      expect(await made(by({ scope: OF_ALL }), { scope: WIDE })).toBe('forbidden');
      expect(await made(by({ scope: [...NARROW, ...OF_ALL.slice(1)] }), { scope: NARROW })).toBe('forbidden');
      expect(await made(by({ scope: OF_ALL }), { scope: NARROW })).toBe('none');
      expect(await made(by({}))).toBe('none');
    });

    it('is refused from everywhere, and from networks that are not within its own [R110]', async () => {
      const within = (allowedIps?: string[]) => made(by({ networks: ['10.0.0.0/8', 'fd00::/8'] }), { allowedIps });
      for (const networks of [undefined, ['10.0.0.0/7'], ['10.0.0.0/8', '11.0.0.1'], ['::/0']])
        expect(await within(networks)).toBe('forbidden');
      expect(await within(['10.1.2.3', 'fd00:1::/32'])).toBe('none');
    });

    it('is refused in the rotation of a freer key, and the key rotates itself [R110]', async () => {
      const free = await create();
      const rotate = (caller: Caller, account: string, id: string) =>
        codeOf(node.rotation.rotate(caller, account, id, { overlap: '1h', end: {} }));
      expect(await rotate(by({ networks: ['10.0.0.0/8'] }), 'bot', free.key.id)).toBe('forbidden');
      expect(await rotate(by({ scope: OF_ALL }), 'bot', free.key.id)).toBe('forbidden');
      const wish = { name: 'own', end: {}, scope: WIDE, allowedIps: ['10.0.0.0/8'] };
      const { key } = await node.keyCreation.create(again(caller), 'maker', wish);
      const own = by({ scope: WIDE, networks: ['10.0.0.0/8'] });
      const self = { ...own, principal: { ...own.principal, credential: key.id } };
      expect(await rotate(self, 'maker', key.id)).toBe('none');
    });
  });

  it('gives 90 days if nothing is asked for, and what is asked for otherwise', async () => {
    const now = node.clock.now();
    expect((await create()).key.expiresAt).toBe(now + 90 * DAY_MS);
    expect((await create({ end: { expiresIn: '365d' } })).key.expiresAt).toBe(now + 365 * DAY_MS);
    expect((await create({ end: { expiresAt: now + 5 } })).key.expiresAt).toBe(now + 5);
  });
});
