import { asPlaintext, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { LIFE_MAX_MS, LIVE_WRAPS_MAX, REMEMBERED_MS } from '../domain/wrap.js';
import { type HandoverNode, handoverNode } from '../testing/handover-under-test.js';

const HOUR = 3_600_000;

describe('wraps', () => {
  let node: HandoverNode;
  let makerId: string;
  beforeEach(async () => {
    node = await handoverNode();
    makerId = newId();
    node.makers.set(makerId, { isUsable: true, address: null, accountId: makerId });
  });

  const request = () => aRequest({ receivedAt: node.clock.now() });
  const make = ({ subjectId = newId(), version = 1, views = 1, lifeMs = HOUR } = {}, from = request()) =>
    node.wraps.make(from, {
      ...{ kind: 'secret', makerId, subjectId, subjectName: 'prod/mail', version, note: null },
      ...{ views, lifeMs, value: asPlaintext('hunter2') },
    });
  const stored = (id: string) => node.store.wraps.peek(id)?.value;

  describe('when they are made', () => {
    it.each([
      ['no view', { views: 0 }],
      ['11 views', { views: 11 }],
      ['no life', { lifeMs: 0 }],
      ['a life of more than 7 days', { lifeMs: LIFE_MAX_MS + 1 }],
    ])('are never made with %s', async (_, given) => {
      await expect(make(given)).rejects.toBeInstanceOf(RangeError);
      expect(node.store.wraps.peekAll()).toEqual([]);
    });

    it('are at most 100 of an account that can be opened, and nothing is left of one more', async () => {
      for (let count = 0; count < LIVE_WRAPS_MAX; count += 1) await make();
      expect(await codeOf(make())).toBe('limit_reached');
      expect(node.store.wraps.peekAll()).toHaveLength(LIVE_WRAPS_MAX);
      node.clock.at += HOUR;
      expect(await codeOf(make())).toBe('none');
    });

    it('never exceed that bound together, also of 50 at once', async () => {
      for (let count = 0; count < LIVE_WRAPS_MAX - 5; count += 1) await make();
      const made = await Promise.allSettled(Array.from({ length: 50 }, () => make()));
      const kept = made.filter(({ status }) => status === 'fulfilled').length;
      expect(kept).toBeLessThanOrEqual(5);
      expect(node.store.wraps.peekAll()).toHaveLength(LIVE_WRAPS_MAX - 5 + kept);
    });

    it('are not made by a request that was fenced, and a settlement learns that', async () => {
      const late = request();
      expect(await node.wraps.settle(late.requestId)).toBe(false);
      expect(await codeOf(make({}, late))).toBe('busy');
      const timely = request();
      await make({}, timely);
      expect(await node.wraps.settle(timely.requestId)).toBe(true);
    });

    it('are taken back if their maker could not be used any more when they were there', async () => {
      node.store.wraps.hooks.before = async (operation) => {
        if (operation === 'insert') node.makers.set(makerId, { isUsable: false, address: null, accountId: makerId });
      };
      expect(await codeOf(make())).toBe('unauthenticated');
      expect(node.store.wraps.peekAll()).toEqual([]);
    });

    it('are taken back if their object was gone when they were there', async () => {
      const subjectId = newId();
      node.store.wraps.hooks.before = async (operation) => {
        if (operation === 'insert') node.gone.add(subjectId);
      };
      expect(await codeOf(make({ subjectId }))).toBe('conflict');
      expect(node.store.wraps.peekAll()).toEqual([]);
    });

    it('are ended by the settlement of an interrupted request, and removed if their maker is gone, repeatedly', async () => {
      const [first, second] = [request(), request()];
      await make({}, first);
      await make({}, second);
      expect([await node.wraps.settle(first.requestId), await node.wraps.settle(first.requestId)]).toEqual([
        true,
        true,
      ]);
      expect(stored(first.requestId)).toMatchObject({ sealed: null, endedAt: node.clock.now() });
      node.makers.delete(makerId);
      expect(await node.wraps.settle(second.requestId)).toBe(true);
      expect(stored(second.requestId)).toBeUndefined();
    });
  });

  it('end with their object, or with one version of it, whoever made them, and may be ended again', async () => {
    const subjectId = newId();
    const [first, second] = [await make({ subjectId, version: 1 }), await make({ subjectId, version: 2 })];
    const other = await make();
    await node.wraps.endOf('secret', subjectId, 1);
    expect(stored(first.wrap.id)).toMatchObject({ sealed: null, endedAt: node.clock.now() });
    expect(stored(second.wrap.id)?.sealed).not.toBeNull();
    await node.wraps.endOf('secret', subjectId);
    await node.wraps.endOf('secret', subjectId);
    expect(stored(second.wrap.id)).toMatchObject({ sealed: null, endedAt: node.clock.now() });
    expect(stored(other.wrap.id)).toEqual(other.wrap);
  });

  it('are removed with the account that made them', async () => {
    const { wrap } = await make();
    expect(await node.wraps.erase(newId())).toBe(0);
    expect(await node.wraps.erase(makerId)).toBe(1);
    expect(stored(wrap.id)).toBeUndefined();
  });

  describe('the sweep', () => {
    it('takes the sealed value away at the expiry, and keeps what the maker may see for 7 days', async () => {
      const { wrap } = await make();
      node.clock.at += HOUR - 1;
      expect(await node.sweep.run()).toBe(0);
      node.clock.at += 2;
      expect(await node.sweep.run()).toBe(1);
      expect(stored(wrap.id)).toEqual({ ...wrap, sealed: null });
      node.clock.at += REMEMBERED_MS - 2;
      expect(await node.sweep.run()).toBe(0);
      node.clock.at += 2;
      expect(await node.sweep.run()).toBe(1);
      expect(stored(wrap.id)).toBeUndefined();
    });

    it('ends before the next wrap when the server stops', async () => {
      await make();
      node.clock.at += HOUR + 1;
      expect(await node.sweep.run(AbortSignal.abort())).toBe(0);
      expect(await node.sweep.run()).toBe(1);
    });

    it('leaves to the next run what changes at the same time', async () => {
      const { wrap } = await make();
      node.clock.at += HOUR + 1;
      node.store.wraps.hooks.before = async (operation) => {
        if (operation !== 'replace') return;
        delete node.store.wraps.hooks.before;
        await node.store.wraps.fence(wrap.id, newId());
      };
      expect(await node.sweep.run()).toBe(0);
      expect(await node.sweep.run()).toBe(1);
    });
  });

  describe('a rotation of the ring', () => {
    it('moves every sealed value to the new version, so that the old one can be destroyed [R60]', async () => {
      const kept = [await make({ views: 2 }), await make(), await make()];
      await node.unwrapping.open({ ...request(), anonymous: true }, kept[1]?.token ?? '');
      const version = await node.advance();
      expect(await node.reseal.estimate()).toBe(2);
      const page = { next: null, examined: 2, failed: 0 };
      expect(await node.reseal.reseal('secrets', version, null)).toEqual({ ...page, resealed: 2 });
      expect(await node.reseal.reseal('secrets', version, null)).toEqual({ ...page, resealed: 0 });
      node.keyring.held.get('secrets')?.splice(0, 1, null);
      const fresh = await handoverNode(node.cluster);
      const answer = await fresh.unwrapping.open({ ...request(), anonymous: true }, kept[2]?.token ?? '');
      expect(answer.value).toBe('hunter2');
    });

    it('goes on at the place where a page ended, and keeps an opening that comes first', async () => {
      const kept = [];
      for (let count = 0; count < 101; count += 1) {
        if (count === 100) makerId = newId();
        node.makers.set(makerId, { isUsable: true, address: null, accountId: makerId });
        kept.push(await make({ views: 2 }));
      }
      const version = await node.advance();
      const last = kept[100];
      const first = await node.reseal.reseal('secrets', version, null);
      expect(first).toMatchObject({ examined: 100, resealed: 100 });
      node.store.wraps.hooks.before = async (operation) => {
        if (operation !== 'replace') return;
        delete node.store.wraps.hooks.before;
        await node.unwrapping.open({ ...request(), anonymous: true }, last?.token ?? '');
      };
      expect(await node.reseal.reseal('secrets', version, first.next)).toMatchObject({
        next: null,
        examined: 1,
        resealed: 1,
      });
      expect(stored(last?.wrap.id ?? '')?.openedAt).toHaveLength(1);
      const again = await node.unwrapping.open({ ...request(), anonymous: true }, last?.token ?? '');
      expect(again.value).toBe('hunter2');
    });
  });
});
