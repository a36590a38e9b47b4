import { READ } from '#audit/testing';
import { leafHash, newId } from '#kernel';
import { verifyInclusion } from '../../domain/tree/verify.js';
import { aReader, type ProofNode, ProofSite, readersOf } from '../../testing/index.js';
import type { Receipts } from './receipts.js';

const BOB = { userId: newId(), username: 'bob' };
const DENIED = { ...READ, decisionId: newId(), reason: 'no rule allows it' };

describe('receipts', () => {
  let site: ProofSite;
  let node: ProofNode;
  let receipts: Receipts;

  beforeEach(async () => {
    site = new ProofSite();
    node = await site.node();
    receipts = readersOf(site, node).receipts;
  });

  afterEach(() => node.clock.drive(node.runtime.stop()));

  const drive = <T>(work: Promise<T>) => node.clock.drive(work);
  const of = (requestId: string, by = aReader(), before: number | null = null, limit = 50) =>
    drive(receipts.of(by, requestId, before, limit));
  const act = async (by = aReader()) => {
    await drive(node.trail.succeeded(by.request, by.principal, READ));
    return by.request.requestId;
  };

  it('are none for a request of somebody else, as for one that was never made', async () => {
    const foreign = await act(aReader(BOB));
    await drive(node.rounds.round());
    const { checkpoint } = await of(foreign);
    expect(await of(foreign)).toEqual({ checkpoint, items: [], next: null });
    expect(await of(newId())).toEqual({ checkpoint, items: [], next: null });
    expect(site.log.leaves().at(-1)).toMatchObject({ action: 'auth:receipts', outcome: 'succeeded' });
  });

  it('are none for denials: a hidden object and an absent one give equal pages', async () => {
    const denied = async (...tried: { resourceId: string | null; resourceName?: string }[]) => {
      const by = aReader();
      for (const what of tried) await drive(node.trail.denied(by.request, by.principal, { ...DENIED, ...what }));
      return by.request.requestId;
    };
    const hidden = { resourceId: newId() };
    const absent = { resourceId: null };
    const requests = [
      await denied(hidden),
      await denied(absent),
      await denied({ ...absent, resourceName: 'prod/x' }),
      await denied(hidden, hidden),
      await denied(hidden, absent),
    ];
    await drive(node.rounds.round());
    const { checkpoint } = await of(newId());
    for (const request of requests) expect(await of(request)).toEqual({ checkpoint, items: [], next: null });
  });

  it('leave a denial out and keep the rest of its request', async () => {
    const by = aReader();
    await act(by);
    await drive(node.trail.denied(by.request, by.principal, DENIED));
    await act(by);
    expect((await of(by.request.requestId)).items.map(({ seq }) => seq)).toEqual([3, 1]);
  });

  it('are not given if their own record cannot be written', async () => {
    const own = await act();
    site.log.hooks.before = (operation) => {
      if (operation === 'append') throw new Error('no');
    };
    await expect(of(own)).rejects.toMatchObject({ code: 'audit_unavailable' });
    site.log.hooks.before = undefined;
  });

  it('prove the own records of a request, and tell which are not covered yet', async () => {
    const by = aReader();
    await act(by);
    await act(aReader(BOB, { requestId: by.request.requestId }));
    expect((await of(by.request.requestId)).items.map(({ seq, hashes }) => [seq, hashes])).toEqual([[1, null]]);
    await drive(node.rounds.round());
    await act(by);
    const { checkpoint, items, next } = await of(by.request.requestId);
    expect([items.map(({ hashes }) => hashes === null), next]).toEqual([[true, false], null]);
    const [, first] = items;
    const root = Buffer.from(checkpoint?.root ?? '', 'base64');
    const size = checkpoint?.size ?? 0;
    expect(first).toMatchObject({ seq: 1, index: 0 });
    expect(
      verifyInclusion({ leaf: leafHash(first?.leaf ?? ''), index: 0, size, proof: first?.hashes ?? [], root }),
    ).toBe(true);
  });

  it('come page by page', async () => {
    const by = aReader();
    for (let record = 0; record < 3; record += 1) await act(by);
    const first = await of(by.request.requestId, aReader(), null, 2);
    const second = await of(by.request.requestId, aReader(), first.next, 2);
    expect([first, second].map(({ items }) => items.map(({ seq }) => seq))).toEqual([[3, 2], [1]]);
    expect(second.next).toBeNull();
  });
});
