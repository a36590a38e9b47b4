import { type AuditLog, leafHashesOf } from '#audit';
import { rowsOf } from '#audit/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { appendNext, seqsOf } from './audit-log-calls.js';

const BATCH = 100;

export function describePruningContract(name: string, open: OpenStore): void {
  describe(`Archived records of an AuditLog on ${name}`, () => {
    let store: StoreUnderTest;
    let log: AuditLog;
    beforeAll(async () => {
      store = await open();
      log = store.audit;
    });
    afterAll(() => store.close());

    /** Appends up to the number `head`. The actor of a record is `actor-0`, `actor-1` or `actor-2`, by its number. */
    async function fillTo(head: number): Promise<void> {
      for (let first = (await log.head()) + 1; first <= head; first += BATCH) {
        const actor = (place: number) => ({ actor_id: `actor-${(first + place) % 3}`, action: 'secret:list' as const });
        await appendNext(
          log,
          Array.from({ length: BATCH }, (_, place) => actor(place)),
        );
      }
    }

    /** Everything that the log shows is what stands from its first number on, and nothing is missing. */
    async function expectStanding(by: AuditLog): Promise<void> {
      const [first, head] = [await by.first(), await by.head()];
      const standing = Array.from({ length: head - first + 1 }, (_, place) => head - place);
      const all = await by.query({}, null, 10_000, rowsOf());
      expect(all.records.map(({ seq }) => seq)).toEqual(standing);
      const filters = [
        { actor: 'actor-1' },
        { actor: 'actor-1', action: 'secret:list' },
        { actor: 'actor-1', fromSeq: 2 },
      ];
      for (const filter of filters) {
        const found = await by.query(filter, null, 10_000, rowsOf());
        expect(found.records.map(({ seq }) => seq)).toEqual(standing.filter((seq) => seq % 3 === 1));
        expect(found).toMatchObject({ missing: [], next: null, archivedBefore: first });
      }
      expect(all).toMatchObject({ missing: [], next: null, archivedBefore: first });
      expect(await by.query({}, first, 10, rowsOf())).toMatchObject({
        records: [],
        missing: [],
        archivedBefore: first,
      });
      expect(await by.query({}, 2, 10, rowsOf())).toMatchObject({ records: [], next: null, archivedBefore: first });
      expect((await by.query({ fromSeq: first }, null, 10, rowsOf())).archivedBefore).toBeNull();
      expect((await by.query({}, null, 5, rowsOf())).archivedBefore).toBeNull();
      expect((await by.read(1, 10)).map(({ seq }) => seq)).toEqual([...standing].reverse().slice(0, 10));
      expect(await by.seek({}, 1)).toBe(first);
      expect(await by.leafHashes(first - 1, 10)).toHaveLength(0);
      expect(await by.leafHashes(first, head)).toEqual(leafHashesOf(await by.read(first, head)));
    }

    it('are none in a log that is empty or was never archived', async () => {
      expect(await log.prune(1_000)).toBe(0);
      expect(await log.first()).toBe(1);
      await fillTo(BATCH);
      expect((await log.query({}, null, 1_000, rowsOf())).archivedBefore).toBeNull();
    });

    it('are gone up to the number, or to the end of a batch below it, and nothing else is', async () => {
      await fillTo(3 * BATCH);
      const archived = await log.prune(2 * BATCH + 50);
      expect([2 * BATCH, 2 * BATCH + 50]).toContain(archived);
      expect(await log.first()).toBe(archived + 1);
      expect(await log.head()).toBe(3 * BATCH);
      await expectStanding(log);
    });

    it('never come back, and the log goes on behind them', async () => {
      const archived = (await log.first()) - 1;
      expect(await log.prune(archived)).toBe(archived);
      expect(await log.prune(7)).toBe(archived);
      await fillTo(11 * BATCH);
      await expectStanding(log);
      expect(await log.prune(4 * BATCH)).toBe(4 * BATCH);
      await expectStanding(log);
      expect(await log.prune(10 * BATCH + 60)).toBeGreaterThanOrEqual(10 * BATCH);
      const node = await store.another();
      await expectStanding(node.audit);
      await node.close();
    });

    it('do not keep an erasure from the others', async () => {
      const { erased } = await log.erasePersonal('actor-1', 0, 1_000);
      const standing = await log.read(await log.first(), 1_000);
      const own = standing.filter(({ seq }) => seq % 3 === 1);
      expect(erased).toBe(own.length);
      expect(own.every(({ personal }) => Object.keys(personal).length === 0)).toBe(true);
    });

    it('never are an open intent, or the newest record', async () => {
      const intent = { request_id: 'r', action: 'secret:write', resource_id: 's', outcome: 'allowed' } as const;
      const open = await appendNext(log, [intent]);
      await appendNext(log, [{}, {}]);
      expect(await log.prune(open + 2)).toBe(open - 1);
      expect((await log.openIntents(10)).map(({ seq }) => seq)).toEqual([open]);
      await appendNext(log, [{ ...intent, outcome: 'succeeded' }]);
      const head = await log.head();
      expect(await log.prune(head + 10)).toBe(head - 1);
      expect(await seqsOf(log, {})).toEqual([head]);
      expect(await appendNext(log, [{}])).toBe(head + 1);
    });
  });
}
