import type { AuditNews } from '#audit';
import { aRecord, batchOf, copiesOf } from '#audit/testing';
import { newId } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import { appendNext } from './audit-log-calls.js';

export function describeNews(store: () => StoreUnderTest): void {
  it('tells the head, and the outcomes of awaited requests after a number [R69] [R105]', async () => {
    const log = store().audit;
    const before = await appendNext(log, [{ outcome: 'allowed' }]);
    const node = await store().another();
    const [mine, other] = [newId(), newId()];
    expect(await log.follow(before, () => true)).toEqual({ head: before, outcomes: [], isAll: true });
    const first = await appendNext(node.audit, [
      { request_id: mine, outcome: 'allowed' },
      { request_id: mine, outcome: 'succeeded' },
      { request_id: mine, outcome: 'denied' },
      { request_id: other, outcome: 'succeeded' },
    ]);
    const last = await appendNext(node.audit, [
      { request_id: mine, outcome: 'failed' },
      { request_id: mine, outcome: 'unknown' },
    ]);
    const awaiting = async (after: number, requestId: string) => {
      const { head, outcomes } = await log.follow(after, (asked) => asked === requestId);
      return [head, ...outcomes.map(({ seq, request_id }) => request_id === requestId && seq)];
    };
    expect(await awaiting(before, mine)).toEqual([last + 1, first + 1, last, last + 1]);
    expect(await awaiting(before, other)).toEqual([last + 1, first + 3]);
    expect(await awaiting(before, newId())).toEqual([last + 1]);
    expect(await awaiting(last - 1, mine)).toEqual([last + 1, last, last + 1]);
    await node.close();
  });

  it('reads on from any number, inside a batch as well', async () => {
    const log = store().audit;
    const first = await appendNext(log, [{}, {}, {}, {}, {}]);
    await appendNext(log, [{}, {}]);
    for (const from of [first, first + 1, first + 4, first + 5, first + 6]) {
      expect((await log.read(from, 2)).map(({ seq }) => seq)).toEqual(
        [from, from + 1].filter((seq) => seq < first + 7),
      );
    }
    expect(await log.read(first + 7, 2)).toEqual([]);
  });
}

export function describeLongAbsence(store: () => StoreUnderTest): void {
  it('tells in bounded parts what a node missed, each outcome once, however much that is', async () => {
    const log = store().audit;
    const before = await appendNext(log, [{}]);
    const node = await store().another();
    const mine = newId();
    const seqs: number[] = [];
    let first = before + 1;
    for (let batch = 1; batch <= 300; batch += 1) {
      const outcome = batch % 100 === 0 ? ({ outcome: 'failed', request_id: mine } as const) : {};
      const records = [aRecord(first, outcome), ...copiesOf(aRecord(first + 1), first + 1, 16)];
      if (batch % 100 === 0) seqs.push(first);
      expect(await node.audit.append(batchOf(first, records))).toBe('appended');
      first += records.length;
    }
    const parts: AuditNews[] = [];
    for (let news: AuditNews | null = null; !news?.isAll; parts.push(news)) {
      news = await log.follow(news?.head ?? before, (asked) => asked === mine);
    }
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.at(-1)?.head).toBe(first - 1);
    expect(parts.flatMap(({ outcomes }) => outcomes.map(({ seq }) => seq))).toEqual(seqs);
    await node.close();
  });
}
