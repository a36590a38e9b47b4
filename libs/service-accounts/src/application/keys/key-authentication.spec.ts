import { type Caller, CofferError, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { makeKeyText } from '../../domain/keys/key-text.js';
import { addProgram, again, type KeyNode, keyNode, keyStores } from '../../testing/key-node.js';
import type { KeyWish } from './key-wish.js';

describe('a key', () => {
  let node: KeyNode;
  let caller: Caller;
  let programId: string;
  const reads: string[] = [];

  const make = async (more: Partial<KeyWish> = {}) =>
    (await node.keyCreation.create(again(caller), 'bot', { name: 'deploy', end: {}, ...more })).text ?? '';
  const ask = async (text: string, ip: string | null = '192.0.2.1') =>
    node.authentication.identify(text, aRequest({ ip, receivedAt: node.clock.now(), anonymous: true }));
  const change = async (more: object) => {
    const stored = await node.stores.users.users.load(programId);
    if (stored) await node.accounts.publish({ ...stored.value, ...more }, stored.revision, newId());
  };

  beforeEach(async () => {
    node = keyNode();
    reads.length = 0;
    await publishModel(node.stores.models);
    const added = await addProgram(node, 'bot', { roles: ['auditor'] });
    ({ caller } = added);
    programId = added.program.id;
    node.store.keys.hooks.before = (operation, id) => {
      if (operation === 'load') reads.push(id);
    };
  });

  it('that does not exist, or has another secret, is unknown [R136]', async () => {
    const key = await make();
    for (const text of [makeKeyText(newId()), makeKeyText((await node.store.keys.peekAll())[0]?.value.id ?? ''), 'x'])
      expect(await ask(text)).toBe('unknown');
    expect(await ask(key)).toMatchObject({ kind: 'service' });
  });

  it('with a wrong checksum costs no read of the store, and an unknown one costs one in 5 s [R136]', async () => {
    const key = await make();
    reads.length = 0;
    for (let at = 0; at < 20; at += 1) expect(await ask(`${key.slice(0, -6)}00000${at % 10}`)).toBe('unknown');
    expect(reads).toEqual([]);
    const unknown = makeKeyText(newId());
    for (let at = 0; at < 20; at += 1) expect(await ask(unknown)).toBe('unknown');
    expect(reads).toHaveLength(1);
    node.clock.at += 5_000;
    await ask(unknown);
    expect(reads).toHaveLength(2);
  });

  it('that is unknown counts for the limit of its networks, and one that was seen needs no room there [R136]', async () => {
    const [seen, unseen] = [await make(), await make()];
    expect(await ask(seen)).toMatchObject({ username: 'bot' });
    const counted: unknown[] = [];
    let isFull = false;
    node.guesses.limitBy({
      admit: () => {
        if (isFull) throw new CofferError('rate_limited', 'Too many.');
      },
      count: (address) => counted.push(address),
    });
    for (let at = 0; at < 3; at += 1) await ask(makeKeyText(newId()));
    expect(counted).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.1']);
    isFull = true;
    reads.length = 0;
    expect(await codeOf(ask(makeKeyText(newId())))).toBe('rate_limited');
    expect(await codeOf(ask(unseen))).toBe('rate_limited');
    expect(reads).toEqual([]);
    node.clock.at += 1_001;
    expect(await ask(seen)).toMatchObject({ username: 'bot' });
    expect(counted).toHaveLength(3);
  });

  it('works from its networks alone, and never from an unknown address [R136]', async () => {
    const key = await make({ allowedIps: ['10.0.0.0/8', '2001:db8::/32'] });
    for (const ip of ['192.0.2.1', '2001:db9::1', null]) expect(await ask(key, ip)).toBe('network');
    for (const ip of ['10.1.2.3', '2001:db8::1']) expect(await ask(key, ip)).toMatchObject({ kind: 'service' });
  });

  it('that is refused though it is genuine leaves a record of a stranger', async () => {
    const key = await make({ allowedIps: ['10.0.0.0/8'] });
    await ask(key);
    expect(node.records.at(-1)).toMatchObject({ action: 'auth:key', outcome: 'denied', actorId: null });
  });

  it('is refused from its end on, and while its account is disabled, over or deleted [R136]', async () => {
    const key = await make({ end: { expiresIn: '1h' } });
    await change({ state: 'disabled' });
    expect(await ask(key)).toBe('ended');
    await change({ state: 'active', expiresAt: node.clock.now() });
    expect(await ask(key)).toBe('ended');
    await change({ expiresAt: null });
    expect(await ask(key)).toMatchObject({ kind: 'service' });
    await change({ state: 'deleted' });
    expect(await ask(key)).toBe('unknown');
    await change({ state: 'active' });
    node.clock.at += 3_600_000;
    expect(await ask(key)).toBe('expired');
  });

  it('is read once a second for many requests, and an end shows at once here and within 1 s elsewhere [R136]', async () => {
    const other = keyNode(node.stores as ReturnType<typeof keyStores>, node.roots, node.clock);
    const key = await make();
    const [stored] = node.store.keys.peekAll();
    reads.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => ask(key)));
    await ask(key);
    expect(reads).toHaveLength(1);
    const there = () => other.authentication.identify(key, aRequest());
    expect(await there()).toMatchObject({ kind: 'service' });
    await node.ending.end(again(caller), 'bot', stored?.value.id ?? '');
    expect(await ask(key)).toBe('ended');
    expect(await there()).toMatchObject({ kind: 'service' });
    node.clock.at += 1_000;
    expect(await there()).toBe('ended');
  });

  it('carries the roles of its account, its own id and its scope, and no second factor', async () => {
    const scope = [{ effect: 'allow', actions: ['audit:read'], resources: ['audit:log'] }];
    const found = await ask(await make({ scope }));
    expect(found).toMatchObject({ userId: programId, roles: ['auditor'], mfaAt: null, authenticatedAt: 0 });
    if (typeof found === 'string') throw new Error('refused');
    expect(found.credential).toBe(node.store.keys.peekAll()[0]?.value.id);
    expect(node.policies.authorizer.holds(found, 'audit:read')).toBe(true);
    expect(node.policies.authorizer.holds(found, 'user:list')).toBe(false);
  });

  it('has its last use written down once in 5 minutes, behind the answer, and no failure of that matters', async () => {
    const key = await make();
    const [stored] = node.store.keys.peekAll();
    const id = stored?.value.id ?? '';
    await ask(key);
    expect(node.store.notes).toBe(0);
    await node.clock.advance(100);
    for (let at = 0; at < 10; at += 1) await ask(key);
    await node.clock.advance(100);
    expect([node.store.notes, (await node.store.usesOf([id])).get(id)?.ip]).toEqual([1, '192.0.2.1']);
    node.store.noteUse = async () => {
      throw new Error('away');
    };
    node.clock.at += 300_000;
    expect(await ask(key, '192.0.2.9')).toMatchObject({ kind: 'service' });
    await node.clock.advance(100);
    const page = await node.keyListing.list(again(caller), 'bot', null, 10);
    expect(page.items[0]?.lastUse?.ip).toBe('192.0.2.1');
  });
});
