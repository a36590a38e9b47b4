import type { Caller } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { ApiKey } from '../../domain/keys/api-key.js';
import { addProgram, again, type KeyNode, keyNode } from '../../testing/key-node.js';
import type { IssuedKey } from './issued-key.js';
import { LIVE_KEYS_MAX } from './key-creation.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a rotation of a key', () => {
  let node: KeyNode;
  let caller: Caller;
  let first: IssuedKey;

  const rotate = (key: Pick<ApiKey, 'id'>, overlap = '24h', idempotency: string | null = null) =>
    node.rotation.rotate(again(caller), 'bot', key.id, { overlap, end: {} }, idempotency);
  const works = async (text: string | null) =>
    typeof (await node.authentication.identify(text ?? '', again(caller).request)) !== 'string';
  const load = async ({ id }: Pick<ApiKey, 'id'>) => (await node.store.keys.load(id))?.value;

  beforeEach(async () => {
    node = keyNode();
    await publishModel(node.stores.models);
    ({ caller } = await addProgram(node, 'bot'));
    first = await node.keyCreation.create(again(caller), 'bot', { name: 'deploy', end: { expiresIn: '30d' } });
  });

  it('is refused for a key of another account, one that is absent, and a text that is no id', async () => {
    const other = await addProgram(node, 'other');
    const theirs = await node.keyCreation.create(again(other.caller), 'other', { name: 'deploy', end: {} });
    for (const id of [theirs.key.id, '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a', 'x']) {
      expect(await codeOf(rotate({ id }))).toBe('not_found');
    }
  });

  it('is refused for a key that was ended, that has expired, or that was rotated already', async () => {
    const { key } = await rotate(first.key);
    await expect(rotate(first.key)).rejects.toMatchObject({
      code: 'key_not_rotatable',
      message: `It was rotated already: its successor is ${key.id}, which can be rotated once this one has ended.`,
    });
    const one = await node.keyCreation.create(again(caller), 'bot', { name: 'one', end: {} });
    await node.ending.end(again(caller), 'bot', one.key.id);
    expect(await codeOf(rotate(one.key))).toBe('key_not_rotatable');
    const other = await node.keyCreation.create(again(caller), 'bot', { name: 'other', end: { expiresIn: '1m' } });
    node.clock.at += 60_000;
    expect(await codeOf(rotate(other.key))).toBe('key_not_rotatable');
  });

  it('is refused while the key that it would leave behind still works: a line has two keys at most [R135]', async () => {
    const second = await rotate(first.key);
    const left = `The key that this one replaces still works: ${first.key.id}. End it first, or wait for its end.`;
    await expect(rotate(second.key)).rejects.toMatchObject({ code: 'key_not_rotatable', message: left });
    node.clock.at += DAY_MS;
    expect(await works(first.text)).toBe(false);
    const third = await rotate(second.key);
    expect([await works(second.text), await works(third.text)]).toEqual([true, true]);
  });

  it('lets the older key live for the overlap, and never for longer than it was to [R135]', async () => {
    const began = node.clock.now();
    const second = await rotate(first.key, '2h');
    expect(second.key).toMatchObject({ name: 'deploy', predecessorId: first.key.id, expiresAt: began + 30 * DAY_MS });
    expect(await load(first.key)).toMatchObject({ successorId: second.key.id, expiresAt: began + 2 * HOUR_MS });
    node.clock.at = began + 2 * HOUR_MS - 1;
    expect([await works(first.text), await works(second.text)]).toEqual([true, true]);
    node.clock.at += 1;
    expect([await works(first.text), await works(second.text)]).toEqual([false, true]);
    const brief = await node.keyCreation.create(again(caller), 'bot', { name: 'brief', end: { expiresIn: '1h' } });
    await rotate(brief.key, '30d');
    expect((await load(brief.key))?.expiresAt).toBe(brief.key.expiresAt);
  });

  it('has one winner of 50, and leaves nothing of the others [R135]', async () => {
    const rounds = await node.clock.drive(
      Promise.all(Array.from({ length: 50 }, () => rotate(first.key).catch((error) => error.code as string))),
    );
    const won = rounds.filter((one) => typeof one !== 'string');
    expect(won).toHaveLength(1);
    expect(new Set(rounds.filter((one) => typeof one === 'string'))).toEqual(new Set(['key_not_rotatable']));
    const left = node.store.keys.peekAll().map(({ value }) => value.id);
    expect(left.sort()).toEqual([first.key.id, (won[0] as IssuedKey).key.id].sort());
  });

  it('can be made again from the older key if the new one was lost and ended', async () => {
    const lost = await rotate(first.key);
    await node.ending.end(again(caller), 'bot', lost.key.id);
    const found = await rotate(first.key);
    expect([await works(lost.text), await works(found.text)]).toEqual([false, true]);
  });

  it('answers a repeat without the key', async () => {
    const made = await rotate(first.key, '24h', 'once');
    const repeated = await rotate(first.key, '24h', 'once');
    expect([repeated.key.id, repeated.text]).toEqual([made.key.id, null]);
  });

  it('counts for no limit, and 50 creations at once never make too many', async () => {
    const create = () =>
      node.keyCreation.create(again(caller), 'bot', { name: 'many', end: {} }).catch((error) => error.code as string);
    await node.clock.drive(Promise.all(Array.from({ length: LIVE_KEYS_MAX + 10 }, create)));
    expect(await node.store.liveCount(first.key.accountId, node.clock.now())).toBeLessThanOrEqual(LIVE_KEYS_MAX);
    for (
      let made = 0;
      made < LIVE_KEYS_MAX &&
      (await codeOf(
        create().then((one) => {
          if (typeof one === 'string') throw Object.assign(new Error(one), { code: one });
        }),
      )) === 'none';
      made += 1
    );
    expect(await node.store.liveCount(first.key.accountId, node.clock.now())).toBe(LIVE_KEYS_MAX);
    expect(await create()).toBe('limit_reached');
    expect(await codeOf(rotate(first.key))).toBe('none');
  });

  describe('that is interrupted', () => {
    const intentOf = (id: string, requestId: string) =>
      ({ resource_id: id, request_id: requestId, at: new Date(node.clock.now()).toISOString() }) as never;

    it('before the older key names the new one has failed, and the new key never works [R135]', async () => {
      const asked = again(caller);
      const { keys } = node.store;
      keys.hooks.before = (operation, id) => {
        if (operation !== 'insert' && id !== first.key.id) throw new Error('away');
        if (operation === 'replace') throw new Error('away');
      };
      await node.rotation.rotate(asked, 'bot', first.key.id, { overlap: '1h', end: {} }).catch(() => undefined);
      keys.hooks.before = undefined;
      const prepared = keys.peekAll().find(({ value }) => value.predecessorId === first.key.id)?.value as ApiKey;
      expect(prepared.isNamed).toBe(false);
      const page = await node.keyListing.list(again(caller), 'bot', null, 10);
      expect(page.items.map(({ key }) => key.id)).toEqual([first.key.id]);
      expect(await node.settlement.settle(intentOf(prepared.id, asked.request.requestId))).toBe('failed');
      expect(await load(prepared)).toBeUndefined();
      expect(await load(first.key)).toMatchObject({ successorId: null, expiresAt: first.key.expiresAt });
    });

    it('after that has succeeded, and the new key works before anybody has settled it [R135]', async () => {
      const asked = again(caller);
      const { keys } = node.store;
      let named = false;
      keys.hooks.after = (operation, id) => {
        if (operation === 'replace' && id === first.key.id) named = true;
      };
      keys.hooks.before = (_, id) => {
        if (named && id !== first.key.id) throw new Error('away');
      };
      const made = await node.rotation.rotate(asked, 'bot', first.key.id, { overlap: '1h', end: {} });
      Object.assign(keys.hooks, { before: undefined, after: undefined });
      expect((await load(made.key))?.isNamed).toBe(false);
      expect(await works(made.text)).toBe(true);
      expect(await node.settlement.settle(intentOf(made.key.id, asked.request.requestId))).toBe('succeeded');
      expect((await load(made.key))?.isNamed).toBe(true);
    });

    it('leaves nothing for longer than an hour, also if nobody settles it', async () => {
      const { keys } = node.store;
      keys.hooks.before = (operation) => {
        if (operation === 'replace' || operation === 'remove') throw new Error('away');
      };
      await rotate(first.key).catch(() => undefined);
      keys.hooks.before = undefined;
      expect(keys.peekAll()).toHaveLength(2);
      await node.reminders.run();
      expect(keys.peekAll()).toHaveLength(2);
      node.clock.at += HOUR_MS + 1;
      await node.reminders.run();
      expect(keys.peekAll()).toHaveLength(1);
    });
  });
});
