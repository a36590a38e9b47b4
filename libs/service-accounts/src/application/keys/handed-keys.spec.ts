import type { Leaf } from '#audit';
import { type Caller, CofferError, newId, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { addProgram, again, type KeyNode, keyNode } from '../../testing/key-node.js';
import { KEY_PERMISSION } from './key-resource.js';

const MINUTE_MS = 60_000;

describe('a key that is handed over', () => {
  let node: KeyNode;
  let caller: Caller;
  beforeEach(async () => {
    node = keyNode();
    await publishModel(node.stores.models);
    ({ caller } = await addProgram(node, 'bot'));
  });

  const create = (key: string | null = null) =>
    node.keyCreation.create(again(caller), 'bot', { name: 'deploy', end: {}, wrapMs: 10 * MINUTE_MS }, key);
  const open = (token: string) => node.handover.unwrapping.open({ ...aRequest(), anonymous: true }, token);
  const token = ({ wrap }: Awaited<ReturnType<typeof create>>) => wrap?.token ?? '';
  const states = async () => {
    const { items } = await node.keyListing.list(again(caller), 'bot', null, 10);
    return Object.fromEntries(items.map(({ key, handedOver }) => [key.id, handedOver?.state]));
  };
  const listed = async () => (await node.keyListing.list(again(caller), 'bot', null, 10)).items[0]?.handedOver;

  it('is given to nobody once it was ended, or its time is over', async () => {
    const [ended, late] = [await create(), await create()];
    await node.ending.end(again(caller), 'bot', ended.key.id);
    expect(await codeOf(open(token(ended)))).toBe('invalid_wrap_token');
    node.clock.at += 10 * MINUTE_MS;
    expect(await codeOf(open(token(late)))).toBe('invalid_wrap_token');
    expect(await states()).toEqual({ [late.key.id]: 'expired', [ended.key.id]: 'ended' });
  });

  it('leaves no sealed bytes once it was ended, reported or removed with its account [R112]', async () => {
    const [, leaked, ended, kept] = [await create(), await create(), await create(), await create()];
    const sealed = () =>
      node.handover.store.wraps.peekAll().flatMap(({ value }) => (value.sealed === null ? [] : [value.subjectId]));
    await node.ending.end(again(caller), 'bot', ended.key.id);
    const stored = await node.store.keys.load(leaked.key.id);
    if (stored) await node.ending.publish(stored, 'leaked', newId());
    expect(sealed()).toHaveLength(2);
    expect(sealed()).toContain(kept.key.id);
    await node.sweep.sweep(kept.key.accountId);
    expect(sealed()).toEqual([]);
  });

  it('leaves none either if the node died after it was ended', async () => {
    const { key } = await create();
    node.handover.store.wraps.hooks.before = (operation) => {
      if (operation === 'replace') throw new PartUnavailable('store');
    };
    const ending = again(caller);
    expect(await codeOf(node.ending.end(ending, 'bot', key.id))).toBe('outcome_unknown');
    delete node.handover.store.wraps.hooks.before;
    const intent = { action: KEY_PERMISSION, resource_id: key.id, request_id: ending.request.requestId };
    expect(await node.settlement.settle(intent as Leaf)).toBe('succeeded');
    expect(node.handover.store.wraps.peekAll()).toMatchObject([{ value: { sealed: null } }]);
  });

  it('is handed to nobody if the node died before its answer, or its outcome cannot be recorded', async () => {
    const request = again(caller);
    const wish = { name: 'deploy', end: {}, wrapMs: 10 * MINUTE_MS };
    const { key } = await node.keyCreation.create(request, 'bot', wish, null);
    const intent = { action: KEY_PERMISSION, resource_id: key.id, request_id: request.request.requestId };
    expect(await node.settlement.settle(intent as Leaf)).toBe('succeeded');
    expect(await states()).toEqual({ [key.id]: 'ended' });
    const { mutation } = node.trail;
    node.trail.mutation = async (...given) => {
      await mutation.apply(node.trail, given as never);
      throw new CofferError('outcome_unrecorded', 'It was done.');
    };
    expect(await codeOf(create())).toBe('outcome_unrecorded');
    node.trail.mutation = mutation;
    await node.handover.untold.run();
    expect(Object.values(await states())).toEqual(['ended', 'ended']);
  });

  it('is in no answer but that of its token, once, and who made it sees when', async () => {
    const made = await create();
    expect([made.text, made.wrap?.expiresAt]).toEqual([null, node.clock.now() + 10 * MINUTE_MS]);
    expect(await listed()).toMatchObject({ state: 'open', openedAt: null });
    const { value, wrap } = await open(token(made));
    expect(value).toMatch(/^coffer_sk_[0-9A-Za-z]{71}$/);
    expect([wrap.kind, wrap.subjectName, wrap.version]).toEqual(['service_account_key', 'bot/deploy', null]);
    expect(await codeOf(open(token(made)))).toBe('already_unwrapped');
    expect(await listed()).toMatchObject({
      state: 'opened',
      openedAt: node.clock.now(),
      triedAgainAt: node.clock.now(),
    });
  });

  it('is withdrawn if it cannot be handed over', async () => {
    node.handover.store.wraps.hooks.before = (operation) => {
      if (operation === 'insert') throw new Error('killed');
    };
    await expect(create()).rejects.toThrow('killed');
    delete node.handover.store.wraps.hooks.before;
    expect((await node.keyListing.list(again(caller), 'bot', null, 10)).items).toEqual([]);
  });
});
