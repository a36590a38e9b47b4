import { leafHashesOf } from '#audit';
import { aBatch } from '#audit/testing';
import { HASH_BYTES } from '#kernel';
import type { StoreUnderTest } from '#storage/testing';
import { appendNext } from './audit-log-calls.js';

export function describeHashes(store: () => StoreUnderTest): void {
  it('are those of the leaves, from any number on, at most as many as asked for', async () => {
    const log = store().audit;
    const first = await appendNext(log, [{}, { personal: { user_agent: 'Größe 😀' } }, {}]);
    await appendNext(log, [{}]);
    await appendNext(
      log,
      Array.from({ length: 256 }, () => ({})),
    );
    const head = await log.head();
    const all = leafHashesOf(await log.read(1, head));
    expect(await log.leafHashes(1, head)).toEqual(all);
    expect(await log.leafHashes(1, head + 1_000)).toEqual(all);
    for (const [from, limit] of [
      [first, 1],
      [first + 1, 1],
      [first + 1, 3],
      [first + 2, 5],
      [head, 9],
    ] as const) {
      const begin = (from - 1) * HASH_BYTES;
      expect(await log.leafHashes(from, limit)).toEqual(all.subarray(begin, begin + limit * HASH_BYTES));
    }
    expect(await log.leafHashes(head + 1, 10)).toHaveLength(0);
  });

  it('refuses a batch without a hash of each record', async () => {
    const log = store().audit;
    const batch = aBatch((await log.head()) + 1, [{}, {}]);
    for (const hashes of [batch.hashes.subarray(HASH_BYTES), Buffer.alloc(0), Buffer.alloc(HASH_BYTES + 1)]) {
      await expect(log.append({ ...batch, hashes })).rejects.toThrow();
    }
    expect(await log.head()).toBe(batch.first - 1);
  });
}
