import { newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { PASSWORD } from '#users/testing';
import { SETUP_ID } from '../../domain/setup.js';
import { addUser, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { identityStores } from '../../testing/identity-stores.js';

const TOKEN = 'a-setup-token-of-more-than-32-characters';
const ADA = { token: TOKEN, username: 'ada', email: 'ada@example.org', password: PASSWORD };

describe('setup', () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    await node.completion.prepare({ value: TOKEN, expiresAt: null });
  });

  const users = () => node.stores.users.users.peekAll().map(({ value }) => value);
  const administrators = () => node.stores.models.model.administrators;
  const logIn = (at = node) => codeOf(logInWith(at, 'ada'));
  const restarted = () => identityNode(node.stores, node.roots, node.clock);

  it('knows no account before it is done [R16]', () => {
    expect(users()).toEqual([]);
  });

  it('refuses a wrong token, an expired token, and a token of another purpose [R42]', async () => {
    for (const token of ['', `${TOKEN} `, TOKEN.toUpperCase()]) {
      expect(await codeOf(node.setup.setUp(aRequest(), { ...ADA, token }))).toBe('invalid_setup_token');
    }
    await node.completion.prepare({ value: TOKEN, expiresAt: node.clock.at });
    expect(await codeOf(node.setup.setUp(aRequest(), ADA))).toBe('invalid_setup_token');
    expect(users()).toEqual([]);
    expect(node.records.map(({ outcome }) => outcome)).toEqual(Array(4).fill('failed'));
  });

  it('refuses an invalid name, address or password, and stays open', async () => {
    for (const wrong of [{ username: 'A B' }, { email: 'ada' }, { password: 'weak' }]) {
      expect(await codeOf(node.setup.setUp(aRequest(), { ...ADA, ...wrong }))).toBe('validation_failed');
    }
    expect(await codeOf(node.setup.setUp(aRequest(), ADA))).toBe('none');
  });

  it('stores only a keyed hash of the token', () => {
    expect(JSON.stringify(node.stores.setups.setups.peek(SETUP_ID))).not.toContain(TOKEN);
  });

  it('creates one administrator, who can log in, and answers not_found after that', async () => {
    const user = await node.setup.setUp(aRequest(), ADA);
    expect(administrators()).toEqual([user.id]);
    expect(await logIn()).toBe('none');
    await node.completion.prepare({ value: TOKEN, expiresAt: null });
    expect(await codeOf(node.setup.setUp(aRequest(), { ...ADA, username: 'eve' }))).toBe('not_found');
    expect(users()).toHaveLength(1);
  });

  it.each([
    ['of one name', () => 'ada'],
    ['of different names', (n: number) => `ada_${n}`],
  ])('creates exactly one administrator, and leaves no other account, for 50 requests at once, %s', async (_, name) => {
    const other = restarted();
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        codeOf((n % 2 ? node : other).setup.setUp(aRequest(), { ...ADA, username: name(n) })),
      ),
    );
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(users().filter(({ state }) => state === 'active')).toHaveLength(1);
    expect(administrators()).toHaveLength(1);
    await restarted().completion.finish();
    expect(users()).toHaveLength(1);
  });

  describe('interrupted', () => {
    /** The node dies at the `nth` write to users or setup, before or after it. */
    async function dieAt(nth: number, moment: 'before' | 'after'): Promise<unknown> {
      let writes = 0;
      const hook = (operation: string) => {
        if (operation !== 'load' && ++writes >= nth) throw new OutcomeUnknown();
      };
      const stores = [node.stores.users.users, node.stores.setups.setups, node.stores.models.models];
      for (const { hooks } of stores) hooks[moment] = hook;
      const code = await codeOf(node.setup.setUp(aRequest(), ADA));
      for (const { hooks } of stores) hooks[moment] = undefined;
      return code;
    }

    it.each([
      [1, 'before'],
      [1, 'after'],
      [2, 'before'],
      [2, 'after'],
      [3, 'before'],
      [3, 'after'],
      [4, 'before'],
      [4, 'after'],
    ] as const)('at write %s, %s it: the next start and a repeat leave one administrator', async (nth, moment) => {
      expect(await dieAt(nth, moment)).toBe('outcome_unknown');
      const next = restarted();
      const state = await next.completion.finish();
      const code = await codeOf(next.setup.setUp(aRequest(), ADA));
      expect(code).toBe(state === 'open' ? 'none' : 'not_found');
      expect(await logIn(next)).toBe('none');
      expect(administrators()).toHaveLength(1);
      expect(users()).toHaveLength(1);
    });

    it('is settled: finished if it was decided, and failed for good otherwise', async () => {
      node.stores.setups.setups.hooks.after = (operation) => {
        if (operation === 'replace') throw new OutcomeUnknown();
      };
      const request = aRequest();
      await codeOf(node.setup.setUp(request, ADA));
      node.stores.setups.setups.hooks.after = undefined;
      expect(await logIn()).toBe('invalid_credentials');
      expect(await settle(request.requestId)).toBe('succeeded');
      expect(await logIn()).toBe('none');
      expect(await settle(newId())).toBe('failed');
    });
  });

  it('stays open if the store fails before the decision', async () => {
    node.stores.setups.setups.hooks.before = (operation) => {
      if (operation === 'replace') throw new PartUnavailable('store');
    };
    expect(await codeOf(node.setup.setUp(aRequest(), ADA))).toBe('store_unavailable');
    expect(await logIn()).toBe('invalid_credentials');
    node.stores.setups.setups.hooks.before = undefined;
    expect(await codeOf(node.setup.setUp(aRequest(), ADA))).toBe('none');
  });

  it('does not take over an account that is in use', async () => {
    await addUser(node, 'ada');
    expect(await codeOf(node.setup.setUp(aRequest(), ADA))).toBe('username_taken');
  });

  it('accepts the token of the latest start', async () => {
    await node.completion.prepare({ value: `${TOKEN}-2`, expiresAt: null });
    expect(await codeOf(node.setup.setUp(aRequest(), ADA))).toBe('invalid_setup_token');
    expect(await codeOf(node.setup.setUp(aRequest(), { ...ADA, token: `${TOKEN}-2` }))).toBe('none');
  });

  it('is open at a first start', async () => {
    expect(await identityNode(identityStores()).completion.finish()).toBe('open');
  });

  function settle(requestId: string) {
    const leaf = { at: new Date(node.clock.now()).toISOString(), resource_id: SETUP_ID, request_id: requestId };
    return node.completion.settle(leaf as Parameters<typeof node.completion.settle>[0]);
  }
});
